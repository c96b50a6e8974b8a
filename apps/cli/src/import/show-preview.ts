import type { Messages } from '../messages/language.js';
import { table } from '../terminal/table.js';
import type { FactKind, ImportOptions } from './import-request.js';

export interface Preview {
  readonly columns: readonly string[];
  readonly suggestedMapping: Readonly<Record<string, string>>;
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

/** The first rows as they would be understood, and a command that brings the file in. */
export const showPreview = (preview: Preview, asked: Asked, messages: Messages): string => {
  const rows = preview.rows.map(({ row, record, reasons = [] }) => [
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
  const mapping = options.map?.length
    ? options.map
    : Object.entries(suggestedMapping).map(([to, from]) => `${to}=${from}`);
  const given = [
    ...mapping.flatMap((one) => ['--map', one]),
    ...(options.set ?? []).flatMap((one) => ['--set', one]),
    ...(['encoding', 'delimiter', 'country'] as const).flatMap((name) =>
      options[name] ? [`--${name}`, options[name]] : [],
    ),
  ];
  return ['npm run clientele -- import', kind, file, '--source', options.source, ...given].map(quoted).join(' ');
};

const quoted = (word: string): string =>
  /^[\w./=:@ -]*$/.test(word) && !/=.* /.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
