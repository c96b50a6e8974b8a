import type { Messages } from '../messages/language.js';
import { table } from '../terminal/table.js';
import type { FactKind, ImportOptions } from './import-request.js';

export interface Preview {
  readonly columns: readonly string[];
  readonly suggestedMapping: { readonly map: readonly string[]; readonly set: readonly string[] };
  readonly rows: readonly PreviewRow[];
}

interface PreviewRow {
  readonly row: number;
  readonly record?: object | null;
  readonly reasons?: readonly { readonly pointer?: string; readonly detail: string }[];
}

interface Asked {
  readonly kind: FactKind;
  readonly file: string;
  readonly options: ImportOptions;
}

const FIRST_ROWS = 5;
const MOST_ROWS = 10;

/** The first rows as they would be understood, what is wrong with more of them, and a command that brings the file in. */
export const showPreview = (preview: Preview, asked: Asked, messages: Messages): string => {
  const shown = preview.rows
    .filter(({ reasons = [] }, index) => index < FIRST_ROWS || reasons.length > 0)
    .slice(0, MOST_ROWS);
  const rows = shown.map(({ row, record, reasons = [] }) => [
    String(row),
    reasons.length > 0 ? reasons.map((reason) => `${reason.pointer ?? ''} ${reason.detail}`.trim()).join('; ') : 'ok',
    JSON.stringify(record ?? {}),
  ]);
  return [
    messages.previewColumns(preview.columns.join(', ')),
    table([messages.row, messages.verdict, messages.understoodAs], rows),
    messages.previewCommand,
    `  ${commandFor(preview, asked)}`,
    '',
  ].join('\n');
};

const commandFor = ({ suggestedMapping }: Preview, { kind, file, options }: Asked): string => {
  const { map, set } = options.map?.length ? { map: options.map, set: [] } : suggestedMapping;
  const words = [
    ...map.flatMap((one) => ['--map', one]),
    ...[...new Set([...set, ...(options.set ?? [])])].flatMap((one) => ['--set', one]),
    ...GIVEN.flatMap(([name, flag]) => (options[name] ? [flag, options[name]] : [])),
  ];
  return [
    'npm run clientele -- import',
    kind,
    quoted(file),
    '--source',
    ...[options.source, ...words].map(quoted),
  ].join(' ');
};

const GIVEN = [
  ['encoding', '--encoding'],
  ['delimiter', '--delimiter'],
  ['dateFormat', '--date-format'],
  ['country', '--country'],
] as const;

const quoted = (word: string): string => (/^[\w./=:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
