import { Command, InvalidArgumentError, Option } from 'commander';
import type { ImportOptions, FactKind } from './import/import-request.js';
import { runImport } from './import/run-import.js';
import type { Messages } from './messages/language.js';
import { showParked, replay } from './operations/parked.js';
import { rebuild } from './operations/rebuild.js';
import { showImports, showStatus } from './operations/show-status.js';
import { Server } from './server/server.js';

const KINDS: readonly FactKind[] = ['purchases', 'leads', 'activities'];

interface Place {
  readonly url: string;
}

/** What the command line can do, with its help. */
export const createProgram = (messages: Messages): Command => {
  const program = command('clientele', messages)
    .description(messages.help.program)
    .helpCommand('help [command]', messages.help.helpCommand)
    .addHelpText('after', messages.help.programMore)
    .configureHelp({
      styleTitle: (title) => messages.help.titles[title] ?? title,
      styleOptionDescription: messages.help.optionNotes,
    })
    .configureOutput({ outputError: (text, write) => write(messages.help.usageError(text)) });
  program.addCommand(importCommand(messages));
  for (const operation of operations(messages)) program.addCommand(operation);
  for (const each of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    each.copyInheritedSettings(program).helpOption('-h, --help', messages.help.help);
  return program;
};

const command = (name: string, messages: Messages): Command =>
  new Command(name)
    .addOption(new Option('--lang <language>', messages.help.lang).choices(['en', 'zh']))
    .showHelpAfterError(false);

/** Each command that speaks to the product takes where it is. */
const withUrl = (name: string, messages: Messages): Command =>
  command(name, messages).addOption(
    new Option('--url <url>', messages.help.url)
      .env('CLIENTELE_URL')
      .default(`http://localhost:${process.env.PORT ?? 3000}`)
      .argParser(trimSlash),
  );

const importCommand = (messages: Messages): Command => {
  const parent = command('import', messages)
    .description(messages.help.import)
    .addHelpText('after', messages.help.importMore);
  for (const kind of KINDS) parent.addCommand(importOf(kind, messages));
  return parent;
};

const importOf = (kind: FactKind, messages: Messages): Command => {
  const { help } = messages;
  const pair = (value: string, previous: readonly string[] = []): string[] => {
    if (!/^[^=]+=/.test(value)) throw new InvalidArgumentError(help.badPair(value));
    return [...previous, value];
  };
  return withUrl(kind, messages)
    .description(help.kinds[kind])
    .argument('<file>', help.file)
    .requiredOption('--source <name>', help.source)
    .addOption(new Option('--map <field=column>', help.map).argParser(pair))
    .addOption(new Option('--set <field=value>', help.set).argParser(pair))
    .option('--encoding <name>', help.encoding)
    .option('--delimiter <character>', help.delimiter)
    .option('--date-format <form>', help.dateFormat)
    .option('--country <code>', help.country)
    .option('--errors <file>', help.errors)
    .option('--wait', help.wait)
    .option('--preview', help.preview)
    .addHelpText('after', help.importMore)
    .action(async (file: string, options: ImportOptions & Place) => {
      process.exitCode = await runImport(kind, file, options, messages);
    });
};

const operations = (messages: Messages): Command[] => {
  const { help } = messages;
  return [
    withUrl('imports', messages)
      .description(help.imports)
      .argument('[import]', help.importId)
      .action((id: string | undefined, { url }: Place) => showImports(serverAt(url, messages), id, messages)),
    withUrl('status', messages)
      .description(help.status)
      .option('--json', help.json)
      .action(({ url, json }: Place & { json?: true }) => showStatus(serverAt(url, messages), json ?? false, messages)),
    withUrl('rebuild', messages)
      .description(help.rebuild)
      .argument('[service]', help.service)
      .argument('[view]', help.view)
      .action((service: string | undefined, view: string | undefined, { url }: Place) =>
        rebuild(serverAt(url, messages), service, view, messages),
      ),
    withUrl('parked', messages)
      .description(help.parked)
      .argument('[service]', help.service)
      .action((service: string | undefined, { url }: Place) => showParked(serverAt(url, messages), service, messages)),
    withUrl('replay', messages)
      .description(help.replay)
      .argument('[service]', help.service)
      .argument('[subscription]', help.subscription)
      .argument('[stream]', help.stream)
      .action(
        (service: string | undefined, subscription: string | undefined, stream: string | undefined, { url }: Place) =>
          replay(serverAt(url, messages), service, subscription, stream, messages),
      ),
  ];
};

const serverAt = (url: string, messages: Messages): Server =>
  new Server(url, {
    gone: (where, seconds) => process.stderr.write(`${messages.waitingForServer(where, seconds)}\n`),
    back: () => process.stderr.write(`${messages.serverBack()}\n`),
  });

const trimSlash = (url: string): string => {
  if (!URL.canParse(url)) throw new InvalidArgumentError('e.g. http://localhost:3000');
  return url.replace(/\/+$/, '');
};
