import { DomainError } from '@clientele/event-sourcing';
import type { FactKind } from '../fact/fact-id.js';
import { dateFormat } from '../record/date-format.js';
import { cleanCountry } from '../record/countries.js';
import { nearName } from '../record/near-name.js';
import type { CsvForm, CsvPosition } from './csv-records.js';
import type { FileHead } from './read-head.js';
import { targetHint, targetOf, type Target } from './targets.js';

/** Of the file with refused rows, so that mended ones are known again. */
export const ROW_COLUMN = 'clientele_row';
export const REASON_COLUMN = 'clientele_reason';

/** What the sender says about a file. */
export interface ImportRequest {
  readonly kind: FactKind;
  readonly source: string;
  /** `target=column` */
  readonly map: readonly string[];
  /** `target=value` */
  readonly set: readonly string[];
  readonly delimiter?: string | undefined;
  readonly dateFormat?: string | undefined;
  readonly country?: string | undefined;
}

/** All that is needed to go on with an import at any row, on any replica. */
export interface ImportPlan {
  readonly form: CsvForm;
  readonly charset: string;
  readonly byteOrderMark: boolean;
  readonly columns: readonly string[];
  readonly cells: readonly { readonly target: Target; readonly column: number }[];
  readonly constants: readonly { readonly target: Target; readonly value: string }[];
  /** Columns kept as attributes under their own names. */
  readonly rest: readonly number[];
  /** Where the row's number stands, in a file of mended rows. */
  readonly rowColumn?: number;
  readonly dateFormat?: string;
  readonly country?: string;
  /** Where the rows begin. */
  readonly start: CsvPosition;
}

const refuse = (code: string, message: string, details: object = {}): never => {
  throw new DomainError(code, 'invalid', message, { ...details });
};

/** How a file's rows become records. @throws DomainError where what is said does not fit the file */
export const planImport = (request: ImportRequest, head: FileHead): ImportPlan => {
  const { kind } = request;
  const mapped = request.map.map((text) => pairOf('map', text));
  const constants = request.set
    .map((text) => pairOf('set', text))
    .map(([target, value]) => ({ target: known(kind, target), value }));
  const wild = mapped.some(([target]) => target === 'attributes.*');
  const cells = mapped
    .filter(([target]) => target !== 'attributes.*')
    .map(([target, name]) => ({ target: known(kind, target), column: columnOf(head, name) }));
  refuseTwice(
    [...cells, ...constants].map(({ target }) => JSON.stringify(target)),
    [...mapped, ...request.set.map((text) => pairOf('set', text))],
  );
  if (constants.some(({ target }) => target.at === 'record' && target.name === 'id'))
    refuse('MappingInvalid', 'set=id=... would give all rows the same id. Map a column to id, or leave it out.');
  const taken = new Set(cells.map(({ column }) => column));
  const rowColumn = head.columns.indexOf(ROW_COLUMN);
  const own = [ROW_COLUMN, REASON_COLUMN];
  const rest = wild
    ? head.columns.flatMap((name, index) => (taken.has(index) || own.includes(name) ? [] : [index]))
    : [];
  if (wild) refuseDuplicateColumns(rest.map((index) => head.columns[index]!));
  const country = request.country === undefined ? undefined : countryOf(request.country);
  if (request.dateFormat !== undefined) dateFormat(request.dateFormat);
  return {
    form: head.form,
    charset: head.charset,
    byteOrderMark: head.byteOrderMark,
    columns: head.columns,
    cells,
    constants,
    rest,
    ...(rowColumn >= 0 && { rowColumn }),
    ...(request.dateFormat !== undefined && { dateFormat: request.dateFormat }),
    ...(country && { country }),
    start: head.start,
  };
};

const pairOf = (what: string, text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  return refuse(
    'MappingInvalid',
    `${what} must be ${what}=target=${what === 'map' ? 'column' : 'value'}, like map=customer.email=Email.`,
  );
};

const known = (kind: FactKind, text: string): Target =>
  targetOf(kind, text) ??
  refuse('TargetUnknown', `There is no target "${text}" for a ${kind}. ${targetHint(kind, text)}`);

const columnOf = ({ columns, charset }: FileHead, name: string): number => {
  const wanted = name.normalize('NFC');
  const exact = columns.flatMap((column, index) => (column === wanted ? [index] : []));
  const alike = columns.flatMap((column, index) => (column.toLowerCase() === wanted.toLowerCase() ? [index] : []));
  const [found, another] = exact.length > 0 ? exact : alike;
  if (another !== undefined)
    refuse('ColumnAmbiguous', `The file has several columns "${wanted}". Rename them in its first line.`, { columns });
  if (found !== undefined) return found;
  if (columns.some((column) => column.includes('\ufffd')))
    refuse(
      'ColumnUnknown',
      `The file has no column "${wanted}", and its first line holds bytes that are not ${charset}. If the file is in ` +
        'another encoding, say so: Content-Type: text/csv; charset=gb18030 (--encoding gb18030).',
    );
  const near = nearName(wanted, columns);
  const hint = near ? `Did you mean "${near}"?` : `Its columns are ${columns.map((each) => `"${each}"`).join(', ')}.`;
  return refuse('ColumnUnknown', `The file has no column "${wanted}". ${hint}`, { columns });
};

const refuseTwice = (targets: readonly string[], pairs: readonly (readonly [string, string])[]): void => {
  const twice = targets.findIndex((target, index) => targets.indexOf(target) !== index);
  if (twice >= 0)
    refuse('MappingInvalid', `Two values go to ${JSON.parse(targets[twice]!).name}. Map or set it once.`, {
      given: pairs,
    });
};

const refuseDuplicateColumns = (names: readonly string[]): void => {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    refuse('ColumnAmbiguous', `The file has several columns "${twice}". Rename them in its first line.`);
};

const countryOf = (text: string): string =>
  cleanCountry(text).value ?? refuse('CountryUnknown', 'country must be a country of ISO 3166-1, like US or CN.');
