import { describe, expect } from '@jest/globals';
import { always, expectSwift, inPieces, wildText } from '@clientele/testing';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { CsvRecords, type CsvForm, type CsvRecord } from './csv-records.js';
import { decodeText } from './decode-text.js';

const form = fc.record<CsvForm>({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  newline: fc.constantFrom<'\n' | '\r'>('\n', '\r'),
});
/** What CSV is made of, in any order. */
const signs = fc.string({
  unit: fc.constantFrom('a', '名', ' ', ',', ';', '"', '""', '\n', '\r\n', '\r'),
  maxLength: 40,
});
const places = fc.array(fc.nat(200), { maxLength: 8 });
const cell = fc.oneof(wildText(8), fc.stringMatching(/^[a"\n\r,; 名]{0,6}$/)).map((text) => text.toWellFormed());
const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });

const read = (of: CsvForm, pieces: Iterable<string>): CsvRecord[] => {
  const csv = new CsvRecords(of);
  return [...[...pieces].flatMap((piece) => [...csv.push(piece)]), ...csv.end()];
};
const cells = (records: readonly CsvRecord[]) => records.map((record) => record.cells);
const isBlank = (row: readonly string[]): boolean => row.every((each) => each.trim() === '');

/** As the file comes over the network. */
const readBytes = async (of: CsvForm, pieces: readonly Buffer[], charset: string): Promise<CsvRecord[]> => {
  const decoded = await decodeText(arriving(pieces), charset);
  const text: string[] = [];
  for await (const piece of decoded.pieces) text.push(piece);
  return read(of, text);
};
async function* arriving(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

describe('CSV', () => {
  always(
    'of whatever text is parted without a gap: each record begins where the one before ends',
    fc.property(form, fc.oneof(signs, wildText(60)), (of, text) => {
      const records = read(of, [text]);
      let line = 1;
      let offset = 0;
      for (const record of records) {
        expect(record.line).toBeGreaterThanOrEqual(line);
        expect(record.end.offset).toBeGreaterThan(offset);
        expect(record.end.line).toBeGreaterThanOrEqual(record.line);
        if (record.problem !== undefined) expect(record.problem).toMatch(/\.$/);
        ({ line, offset } = record.end);
      }
      expect(offset).toBeLessThanOrEqual(Buffer.byteLength(text));
    }),
    { runs: 300 },
  );

  always(
    'written by csv-stringify is read back as it was, in whatever pieces its bytes come and in whatever charset',
    fc.asyncProperty(
      rows,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.record({
        quoted: fc.boolean(),
        bom: fc.boolean(),
        record_delimiter: fc.constantFrom('\n', '\r\n'),
        charset: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'utf-32le'),
      }),
      places,
      async (table, delimiter, { charset, bom, ...options }, at) => {
        const text = stringify(table, { delimiter, ...options, quoted_match: /[\r\n]/ });
        const bytes = iconv.encode(bom ? `\ufeff${text}` : text, charset, { addBOM: false });
        // A mark of UTF-16 with U+0000 after it is that of UTF-32.
        fc.pre(!text.startsWith('\0') && (bom || text.charCodeAt(0) !== 0xfeff));
        const records = await readBytes({ delimiter, newline: '\n' }, inPieces(bytes, at), charset);
        expect(cells(records)).toEqual(table.filter((row) => !isBlank(row)));
        expect(records.every(({ problem }) => problem === undefined)).toBe(true);
      },
    ),
    { runs: 300 },
  );

  always(
    'is read as csv-parse reads it, where that takes it as valid',
    fc.property(signs, (text) => {
      // What a file ends with, we take for half of a line break; csv-parse takes it for a part of the cell.
      fc.pre(!text.endsWith('\r'));
      const options = { delimiter: ',', record_delimiter: ['\r\n', '\n'], relax_column_count: true };
      let expected: string[][];
      try {
        expected = parse(text, options);
      } catch {
        return;
      }
      const records = read({ delimiter: ',', newline: '\n' }, [text]);
      expect(cells(records)).toEqual(expected.filter((row) => !isBlank(row)));
      expect(records.every(({ problem }) => problem === undefined)).toBe(true);
    }),
    { runs: 300 },
  );

  always(
    'gives the same records in whatever pieces it comes, and from the end of any of them on',
    fc.property(
      form,
      fc.oneof(
        signs,
        wildText(60).map((text) => text.toWellFormed()),
      ),
      places,
      fc.nat(9),
      (of, text, at, n) => {
        const whole = read(of, [text]);
        expect(read(of, inPieces(text, at))).toEqual(whole);
        const from = whole[n]?.end;
        if (!from) return;
        const rest = new CsvRecords(of, from);
        const tail = Buffer.from(text).subarray(from.offset).toString();
        expect([...rest.push(tail), ...rest.end()]).toEqual(whole.slice(n + 1));
      },
    ),
    { runs: 300 },
  );

  always(
    'is never read for longer than its length allows',
    fc.asyncProperty(
      fc.constantFrom('"', '""', '"\n', '"""\n', 'a,"', '"a\n', '\n', ',', '\r', '"\r', 'a"', '",', '"a""\n'),
      (sign) => {
        const [size, text] = [64 * 1024, sign.repeat((1 << 20) / sign.length)];
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
          text.slice(n * size, (n + 1) * size),
        );
        return expectSwift(() => read({ delimiter: ',', newline: '\n' }, pieces));
      },
    ),
    { runs: 5, endOnFailure: true },
  );
});
