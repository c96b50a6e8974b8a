/** A record of a CSV file, or what takes its place where it is broken. */
export interface CsvRecord {
  /** The line it begins on; the file's first is 1. */
  readonly line: number;
  /** Where the next one begins: bytes from the start, in UTF-8, and its line. */
  readonly end: CsvPosition;
  /** Its cells; where it is broken, as well as they could be parted. */
  readonly cells: readonly string[];
  readonly problem?: string;
}

export interface CsvPosition {
  readonly offset: number;
  readonly line: number;
}

export interface CsvForm {
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

/** Longest record, in characters. */
export const LONGEST_RECORD = 1024 * 1024;
const KEPT_OF_BROKEN = 64 * 1024;

const STRAY_QUOTE =
  'There is a quote in the middle of a cell. Put the whole cell into quotes and write quotes within it twice.';
const NOT_CLOSED = 'A quote is opened and not closed. Close it, or write quotes within a cell twice.';
const TOO_LONG = `The record is longer than ${LONGEST_RECORD} characters. Shorten it.`;

interface Found {
  readonly cells: readonly string[];
  /** Index after the record's line break. */
  readonly end: number;
  readonly problem?: string;
}

/**
 * Parts CSV text (RFC 4180) into records, in memory that does not grow. Unlike csv-parse it finds its way back after a
 * broken quote: only the line on which the quote was opened is given up, the next line is read afresh. Where records
 * begin depends on the text alone and not on the pieces it comes in, so that one can go on from any record's end.
 */
export class CsvRecords {
  private rest = '';
  private at = 0;
  /** Index of the first quote at or after `at`; remembered, since looking for it through all the rest is dear. */
  private nextQuote = -1;
  private offset: number;
  private line: number;
  private skipped: { readonly start: string; readonly line: number } | undefined;

  constructor(
    private readonly form: CsvForm,
    from: CsvPosition = { offset: 0, line: 1 },
  ) {
    this.offset = from.offset;
    this.line = from.line;
  }

  /** The records that end in the text so far. */
  *push(text: string): Generator<CsvRecord> {
    this.rest = this.rest.slice(this.at) + text;
    this.at = 0;
    this.nextQuote = -1;
    yield* this.take(false);
  }

  /** The last record, which needs no line break. */
  *end(): Generator<CsvRecord> {
    yield* this.take(true);
  }

  private *take(final: boolean): Generator<CsvRecord> {
    while (this.at < this.rest.length || (final && this.skipped)) {
      const found = this.skipped ? this.skipOn(final) : this.find(final);
      if (!found) return;
      const record = this.consume(found);
      if (record) yield record;
    }
  }

  private find(final: boolean): Found | undefined {
    const lineEnd = this.lineEnd(this.at);
    if (lineEnd < 0 && !final) return this.tooLongSoFar();
    const end = lineEnd < 0 ? this.rest.length : lineEnd + 1;
    if (end - this.at > LONGEST_RECORD) return this.broken(end, TOO_LONG);
    if (this.quote() >= end) return { cells: this.content(end).split(this.form.delimiter), end };
    const found = new QuotedRecord(this.rest, this.at, this.form, final).read();
    if (typeof found === 'object' && found.end - this.at <= LONGEST_RECORD) return found;
    if (found === STRAY_QUOTE) return this.broken(end, STRAY_QUOTE);
    const isOpen = found === NOT_CLOSED || this.rest.length - this.at > LONGEST_RECORD;
    return isOpen ? this.broken(end, NOT_CLOSED) : undefined;
  }

  /** Gives up one line. */
  private broken(end: number, problem: string): Found {
    const kept = this.content(Math.min(end, this.at + KEPT_OF_BROKEN));
    return { cells: kept.split(this.form.delimiter), end, problem };
  }

  private tooLongSoFar(): undefined {
    // A quoted record may end after this line; without a line break this long there is no such record.
    if (this.rest.length - this.at <= LONGEST_RECORD) return undefined;
    this.skipped = { start: this.rest.slice(this.at, this.at + KEPT_OF_BROKEN), line: this.line };
    this.drop();
    return undefined;
  }

  /** Within a line that is too long: on to its end, keeping nothing. */
  private skipOn(final: boolean): Found | undefined {
    const lineEnd = this.lineEnd(this.at);
    if (lineEnd < 0 && !final) {
      this.drop();
      return undefined;
    }
    const { start } = this.skipped!;
    this.skipped = undefined;
    const end = lineEnd < 0 ? this.rest.length : lineEnd + 1;
    return { cells: start.split(this.form.delimiter), end, problem: TOO_LONG };
  }

  private drop(): void {
    this.offset += Buffer.byteLength(this.rest) - Buffer.byteLength(this.rest.slice(0, this.at));
    this.rest = '';
    this.at = 0;
  }

  private consume({ cells, end, problem }: Found): CsvRecord | undefined {
    const text = this.rest.slice(this.at, end);
    const line = this.line;
    this.offset += Buffer.byteLength(text);
    this.line += breaksIn(text, this.form.newline);
    this.at = end;
    if (!problem && cells.every(isBlank)) return undefined;
    return { line, end: { offset: this.offset, line: this.line }, cells, ...(problem && { problem }) };
  }

  private quote(): number {
    if (this.nextQuote < this.at) this.nextQuote = this.rest.indexOf('"', this.at);
    if (this.nextQuote < 0) this.nextQuote = Number.POSITIVE_INFINITY;
    return this.nextQuote;
  }

  private lineEnd(from: number): number {
    return this.rest.indexOf(this.form.newline, from);
  }

  /** A line without its break. */
  private content(end: number): string {
    let last = end;
    if (this.rest[last - 1] === this.form.newline) last--;
    if (this.form.newline === '\n' && this.rest[last - 1] === '\r') last--;
    return this.rest.slice(this.at, Math.max(last, this.at));
  }
}

const isBlank = (cell: string): boolean => cell === '' || cell.trim() === '';

const breaksIn = (text: string, newline: string): number => {
  let count = 0;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) count++;
  return count;
};

/** One record that has quotes, from `start` on. */
class QuotedRecord {
  private readonly cells: string[] = [];

  constructor(
    private readonly text: string,
    private at: number,
    private readonly form: CsvForm,
    private readonly final: boolean,
  ) {}

  /** The record, or its problem, or undefined where more text is needed to tell. */
  read(): Found | string | undefined {
    for (;;) {
      const after = this.text[this.at] === '"' ? this.quoted() : this.plain();
      if (typeof after !== 'number') return after;
      if (this.text[after] === this.form.delimiter) this.at = after + 1;
      else return { cells: this.cells, end: this.afterBreak(after) };
    }
  }

  /** The index after the cell. */
  private plain(): number | string | undefined {
    const { delimiter, newline } = this.form;
    let after = this.at;
    for (let sign = this.text[after]; sign !== delimiter && sign !== newline; sign = this.text[++after]) {
      if (sign === '"') return STRAY_QUOTE;
      if (sign === undefined) {
        if (this.final) break;
        return undefined;
      }
    }
    const isLast = this.text[after] !== delimiter;
    const end = isLast && newline === '\n' && after > this.at && this.text[after - 1] === '\r' ? after - 1 : after;
    this.cells.push(this.text.slice(this.at, end));
    return after;
  }

  private quoted(): number | string | undefined {
    let quote = this.text.indexOf('"', this.at + 1);
    while (quote >= 0 && this.text[quote + 1] === '"') quote = this.text.indexOf('"', quote + 2);
    if (quote < 0) return this.final ? NOT_CLOSED : undefined;
    const after = quote + 1;
    if (!this.final && after + 1 >= this.text.length) return undefined;
    if (!this.endsCell(after)) return STRAY_QUOTE;
    this.cells.push(this.text.slice(this.at + 1, quote).replaceAll('""', '"'));
    return after;
  }

  private endsCell(at: number): boolean {
    const sign = this.text[at];
    if (sign === undefined || sign === this.form.delimiter || sign === this.form.newline) return true;
    return sign === '\r' && (this.text[at + 1] === '\n' || at + 1 === this.text.length);
  }

  private afterBreak(at: number): number {
    return Math.min(at + (this.text[at] === '\r' && this.text[at + 1] === '\n' ? 2 : 1), this.text.length);
  }
}
