import { describe, expect } from '@jest/globals';
import { always, expectSwift, inPieces, wildJson, wildText } from '@clientele/testing';
import fc from 'fast-check';
import type { Incoming } from '../fact/fact-batch.js';
import { linesOf, LONGEST_LINE } from './lines.js';
import { parseLine } from './parse-line.js';

async function* arriving(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
const read = async (pieces: readonly Buffer[]): Promise<Incoming[]> => {
  const records: Incoming[] = [];
  for await (const lines of linesOf(arriving(pieces)))
    for (const line of lines) records.push(...[parseLine('lead', line)].filter((each) => each !== undefined));
  return records;
};
const places = fc.array(fc.nat(300), { maxLength: 10 });
const END = fc.constantFrom('\n', '\r\n', '\n\n', ' \n');

describe('lines of JSON', () => {
  always(
    'come back as the records that were written, whatever stands between them and in whatever pieces they come',
    fc.asyncProperty(fc.array(fc.tuple(wildJson(), END)), fc.boolean(), places, async (written, mark, at) => {
      const text = written.map(([record, end]) => JSON.stringify(record) + end).join('');
      const records = await read(inPieces(Buffer.from(mark ? `\ufeff${text}` : text), at));
      expect(records.map(({ record }) => record)).toEqual(
        written.map(([record]) => JSON.parse(JSON.stringify(record))),
      );
      expect(records.every(({ problem }) => problem === undefined)).toBe(true);
    }),
  );

  always(
    'of whatever bytes are records or problems in words, each under the number of its line',
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 80 }),
        wildText(80).map((text) => Buffer.from(text)),
      ),
      places,
      async (bytes, at) => {
        const whole = await read([Buffer.from(bytes)]);
        expect(await read(inPieces(Buffer.from(bytes), at))).toEqual(whole);
        const lines = Buffer.from(bytes).toString('latin1').split('\n').length;
        let last = 0;
        for (const { row, problem } of whole) {
          expect(row).toBeGreaterThan(last);
          expect(row).toBeLessThanOrEqual(lines);
          if (problem) expect(problem.detail).toMatch(new RegExp(`^Line ${row!}: .*\\.$`));
          last = row!;
        }
      },
    ),
    { runs: 200 },
  );

  always(
    'that are too long are told of, and the next one is read afresh, without much time or memory',
    fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 100, max: 100_000 }), async (more, size) => {
      const text = Buffer.from(`${'x'.repeat(LONGEST_LINE + more)}\n{"a":1}\n`);
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
        text.subarray(n * size, (n + 1) * size),
      );
      let records: Incoming[] = [];
      await expectSwift(async () => (records = await read(pieces)));
      expect(records).toMatchObject([
        { row: 1, problem: {} },
        { row: 2, record: { a: 1 } },
      ]);
      expect((records[0]!.record as string).length).toBeLessThan(100_000);
    }),
    { runs: 5 },
  );
});
