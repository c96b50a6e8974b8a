import { DomainError } from '@clientele/event-sourcing';
import { cleanLine } from '@clientele/privacy';
import { CsvRecords, LONGEST_RECORD, type CsvForm, type CsvPosition, type CsvRecord } from './csv-records.js';
import type { DecodedText } from './decode-text.js';

/** How a file begins. */
export interface FileHead {
  readonly form: CsvForm;
  readonly charset: string;
  readonly byteOrderMark: boolean;
  readonly columns: readonly string[];
  /** Where the rows begin. */
  readonly start: CsvPosition;
  /** The text that was read to learn this. */
  readonly text: string;
  /** There is no more than that. */
  readonly whole: boolean;
}

const ENOUGH = 64 * 1024;
const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', '\\t': '\t' };
const MOST_COLUMNS = 2_000;

/** Reads as much of a file as shows its columns. @throws DomainError `FileEmpty`, `HeaderBroken` */
export const readHead = async (
  { charset, byteOrderMark, pieces }: DecodedText,
  given?: string,
): Promise<{ head: FileHead; rest: AsyncIterable<string> }> => {
  const iterator = pieces[Symbol.asyncIterator]();
  let text = '';
  let whole = false;
  while (!whole && text.length < (/[\r\n]/.test(text) ? ENOUGH : LONGEST_RECORD)) {
    const next = await iterator.next();
    if (next.done) whole = true;
    else text += next.value;
  }
  const form = formOf(text, given);
  const header = recordsOf(text, form, whole).next().value as CsvRecord | undefined;
  if (!header && text.trim() !== '') throw headerBroken('It has no end.');
  const columns = columnsOf(header);
  const head = { form, charset, byteOrderMark, columns, start: header!.end, text, whole };
  return { head, rest: { [Symbol.asyncIterator]: () => iterator } };
};

/** The records at the beginning of a file; the last one only where nothing follows. */
export function* recordsOf(text: string, form: CsvForm, whole: boolean): Generator<CsvRecord> {
  const csv = new CsvRecords(form);
  yield* csv.push(text);
  if (whole) yield* csv.end();
}

const columnsOf = (header: CsvRecord | undefined): string[] => {
  if (!header)
    throw new DomainError('FileEmpty', 'invalid', 'The file is empty: there is no line with the names of its columns.');
  if (header.problem) throw headerBroken(header.problem);
  if (header.cells.length > MOST_COLUMNS) throw headerBroken(`It names more than ${MOST_COLUMNS}.`);
  return header.cells.map((cell, index) => cleanLine(cell) || `column ${index + 1}`);
};

const headerBroken = (why: string) =>
  new DomainError('HeaderBroken', 'invalid', `The first line must name the columns. ${why}`);

const formOf = (text: string, given: string | undefined): CsvForm => {
  const newline = !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
  if (given === undefined) return { delimiter: mostParting(text, newline), newline };
  const delimiter = DELIMITERS[given.toLowerCase()] ?? given;
  if (Object.values(DELIMITERS).includes(delimiter)) return { delimiter, newline };
  throw new DomainError('DelimiterUnknown', 'invalid', 'delimiter must be , or ; or | or tab.');
};

/** The delimiter that parts the first line into the most cells. */
const mostParting = (text: string, newline: '\n' | '\r'): string => {
  let best = { delimiter: ',', cells: 1 };
  for (const delimiter of [',', ';', '\t', '|']) {
    const header = recordsOf(text, { delimiter, newline }, true).next().value as CsvRecord | undefined;
    const cells = header?.problem ? 0 : (header?.cells.length ?? 0);
    if (cells > best.cells) best = { delimiter, cells };
  }
  return best.delimiter;
};
