const numbers = new Intl.NumberFormat('en');
const count = (value: number): string => numbers.format(value);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const time = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

interface Rows {
  readonly read: number;
  readonly rejected: number;
}

/** What the command line says. Chinese beside it in zh.ts. */
export const en = {
  count,

  serverDown: (url: string, reason: string) =>
    `No answer from ${url} (${reason}).\nStart Clientele in another terminal with:  npm start\nIs it elsewhere? Say where with --url, or in CLIENTELE_URL.`,
  waitingForServer: (url: string, seconds: number) =>
    `${url} does not answer any more. Nothing is lost; waiting up to ${seconds} s for it to come back ...`,
  serverBack: () => 'It is back; going on.',

  fileUnreadable: (file: string, why: string) => `Cannot read ${file}: ${why}`,
  notAFile: (file: string) => `${file} is not a file.`,
  importing: (file: string, kind: string, source: string) => `Importing ${kind} from ${file} as source "${source}" ...`,
  uploading: (sent: number, total: number) => `uploading, ${megabytes(sent)} of ${megabytes(total)}`,
  uploadingAgain: () => 'The upload was broken off, and nothing of it was taken in; sending the file again.',
  progress: ({ read, rejected }: Rows, rate: number | null, left: number | null) =>
    [
      `${count(read)} rows`,
      ...(rejected > 0 ? [`${count(rejected)} rejected`] : []),
      ...(rate ? [`${count(Math.round(rate))}/s`] : []),
      ...(left !== null ? [`${time(left)} left`] : []),
    ].join(', '),
  importFailed: (id: string, why: string) => `Import ${id} failed: ${why}`,
  interrupted: (id: string) =>
    `The import goes on in the server. See how it is doing with:\n  npm run clientele -- imports ${id}`,
  uploadInterrupted: () => 'The upload was broken off, and nothing of it was taken in. The same command begins anew.',
  rowsRead: 'rows read',
  accepted: 'accepted',
  duplicate: 'duplicate',
  rejected: 'rejected',
  seconds: 'seconds',
  mayBeAnother:
    'Rows without an id are known by their source and row number. Is this another file than before? Then map its ids (--map id=...),\nor give it a source of its own (--source) and map customers by customer.externalIds.<source>.',
  errorsAt: (url: string) =>
    `The rejected rows, each with its reason: ${url}\nThe option --errors FILE saves them. Mend those rows and import the file again; the others count as duplicates then.`,
  errorsSaved: (file: string) =>
    `The rejected rows, each with its reason, are in ${file}. Mend those rows and import the file again; the others count as duplicates then.`,
  errorsUnsaved: (file: string, why: string, url: string) =>
    `The import is done, but ${file} cannot be written: ${why}\nThe rejected rows, each with its reason: ${url}`,
  catchingUp: 'Waiting until all views have caught up ...',
  caughtUp: (seconds: number) => `All views have caught up, ${seconds.toFixed(1)} s after the start of the import.`,

  previewColumns: (columns: string) => `Columns: ${columns}\n`,
  row: 'ROW',
  verdict: 'VERDICT',
  understoodAs: 'UNDERSTOOD AS',
  previewCommand: '\nTo bring it in:',

  statusColumns: ['SERVICE', 'EVENTS', 'VIEW OR REACTION', 'LISTENS TO', 'LAG', 'PARKED', 'STATE'],
  state: (state: string) => state,
  rebuildingLag: (lag: number) => `rebuilding, ${count(lag)} events to go`,
  pending: (service: string, name: string, n: number) => `${service}: ${count(n)} ${name} pending`,
  allCaughtUp: 'All views have caught up.',
  behind: (services: string) => `Still catching up: ${services}.`,
  someParked: (streams: number) =>
    `${count(streams)} streams are parked: a record of theirs failed, and they wait until its cause is mended.\n  npm run clientele -- parked   shows them\n  npm run clientele -- replay   tries them again`,
  importColumns: ['IMPORT', 'KIND', 'SOURCE', 'STATE', 'READ', 'ACCEPTED', 'DUPLICATE', 'REJECTED', 'STARTED'],
  importState: (state: string) => state,
  noImports: 'Nothing has been imported yet.',
  finishedAt: 'FINISHED',
  error: 'ERROR',
  unknownService: (name: string, services: string) => `There is no service "${name}". Services: ${services}.`,
  unknownView: (name: string, views: string) => `There is no view "${name}". Views: ${views}.`,
  rebuilding: (service: string, view: string) => `${service}/${view}: building anew beside the serving one ...`,
  rebuilt: (service: string, view: string) => `${service}/${view}: swapped in.`,
  parkedColumns: ['SERVICE', 'VIEW OR REACTION', 'STREAM', 'RECORDS', 'SINCE', 'ERROR'],
  nothingParked: 'Nothing is parked.',
  replayed: (service: string, name: string, again: number, failed: number) =>
    `${service}/${name}: ${count(again)} streams go on, ${count(failed)} failed again.`,
  stillParked: (streams: number) =>
    `${count(streams)} streams failed again and stay parked; npm run clientele -- parked says why.`,

  help: {
    program: 'Bring facts about customers into Clientele, and see how it is doing.',
    titles: {} as Record<string, string>,
    usageError: (text: string): string => text,
    optionNotes: (text: string): string => text,
    help: 'show help',
    helpCommand: 'show help for a command',
    url: 'where Clientele is',
    lang: 'language: en or zh',
    import: 'bring in purchases, leads or activities from a CSV file',
    kinds: {
      purchases: 'what customers bought: amount, currency, quantity',
      leads: 'people who showed interest, and whether they became customers',
      activities: 'calls, mails, messages, visits, page views, posts',
    },
    file: 'a CSV file with a header line',
    source:
      'who says so, e.g. the name of the shop. A record is known by its source and its id there, or its row number, so the same file again adds nothing',
    map: 'a column of the file for a field of the record; repeat for each field',
    set: 'the same value for each row, e.g. currency=USD; repeat for each field',
    encoding: 'how the file is written, e.g. gb18030; UTF-8 unless said',
    delimiter: 'what stands between columns: , ; | or tab; found out unless said',
    dateFormat: 'how dates are written where that is not clear, e.g. DD/MM/YYYY',
    country: 'country of phone numbers without a prefix, e.g. CN',
    errors: 'write the rejected rows, each with its reason, to this file',
    wait: 'wait until all views have caught up',
    preview: 'only show how the first rows would be understood, and suggest a mapping',
    importMore: `
Fields that --map and --set know:
  of every record  id, occurredAt, channel, attributes.<name>; --map 'attributes.*=*' keeps all other columns
  of a purchase    amount, currency, quantity, orderId
  of a lead        converted
  of an activity   activity, direction, subject, text
  of its customer  customer.externalId, .externalIds.<source>, .email, .phone, .name, .type, .company, .jobTitle, .industry,
                   .country, .region, .city, .postalCode, .street, .language, .birthDate

Exit code: 0 all rows are in, 2 some were rejected, 1 something else went wrong.

Examples:
  See how a file would be understood, and get a command to import it:
    $ npm run clientele -- import purchases samples/purchases.csv --source shop --preview

  Import it, and wait until every figure counts it:
    $ npm run clientele -- import purchases samples/purchases.csv --source shop --map id=order_no --map occurredAt=date \\
        --map amount=amount --map customer.email=email --set currency=EUR --wait

  A Chinese file, and the rows that were refused in a file of their own:
    $ npm run clientele -- import leads leads.csv --source fair --map customer.name=姓名 --map customer.phone=电话 \\
        --map occurredAt=日期 --encoding gb18030 --country CN --errors refused.csv
`,
    imports: 'list imports, or show one',
    importId: 'an import',
    status: 'show services, what they listen to, how far behind they are, and what is parked',
    json: 'as JSON',
    rebuild: 'build views anew from history, beside those that serve, and swap them in',
    service: 'intake, customers, interactions, segmentation or analytics; all unless said',
    view: 'a view of that service; all unless said',
    parked: 'show the streams that are held back because one of their records failed',
    replay: 'try parked streams again, in order, once the cause is mended',
    subscription: 'a view or reaction of that service; all unless said',
    stream: 'one stream; all unless said',
    programMore: `
Examples:
  $ npm run clientele -- status
  $ npm run clientele -- import --help
  $ npm run clientele -- imports
  $ npm run clientele -- rebuild customers profile
`,
    badPair: (pair: string) => `"${pair}" is not of the form field=value, e.g. customer.externalId=customer_id`,
  },
};
