import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CsvRecords, type CsvForm, type CsvRecord } from './csv-records.js';

const comma: CsvForm = { delimiter: ',', newline: '\n' };
const recordsOf = (pieces: readonly string[], form = comma): CsvRecord[] => {
  const csv = new CsvRecords(form);
  return [...pieces.flatMap((piece) => [...csv.push(piece)]), ...csv.end()];
};
const cellsOf = (text: string, form = comma) => recordsOf([text], form).map(({ cells }) => cells);
const problemsOf = (records: readonly CsvRecord[]) =>
  records.map(({ line, problem }) => [line, problem?.split(/[.,]/)[0]]).filter(([, problem]) => problem);

describe('CsvRecords', () => {
  it.each<[string, string, string[][]]>([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no last line break',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'Windows line breaks',
      'a,b\r\n1,"2"\r\n"3",4\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['quoted delimiters, quotes and line breaks', '"a,b","say ""hi""","x\r\ny"\n', [['a,b', 'say "hi"', 'x\r\ny']]],
    [
      'blank lines and rows',
      'a,b\n\n \n , \n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['empty cells', ',"",\nx,,\n', [['x', '', '']]],
    ['a quote at the very end', 'a,"b"', [['a', 'b']]],
    ['quotes twice at the end', 'a,"b"""', [['a', 'b"']]],
  ])('reads %s', (_, text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it('reads other delimiters and the old line breaks of the Macintosh', () => {
    expect(cellsOf('a;b\n"1;2";3', { delimiter: ';', newline: '\n' })).toEqual([
      ['a', 'b'],
      ['1;2', '3'],
    ]);
    expect(cellsOf('a\tb\r"1\r2"\t3\r', { delimiter: '\t', newline: '\r' })).toEqual([
      ['a', 'b'],
      ['1\r2', '3'],
    ]);
  });

  it('says where records begin and end, in lines and UTF-8 bytes', () => {
    const records = recordsOf(['名,b\n"x\ny",1\n\nz,2']);
    expect(records.map(({ line, end }) => [line, end])).toEqual([
      [1, { offset: 6, line: 2 }],
      [2, { offset: 14, line: 4 }],
      [5, { offset: 18, line: 5 }],
    ]);
  });

  it.each<[string, string, [number, string][], number]>([
    ['a quote that is never closed', 'a,b\n1,"x\n2,y\n3,z\n', [[2, 'A quote is opened and not closed']], 4],
    [
      'a quote that the next one shows open',
      'a,b\n1,"x\n2,"y"\n3,z\n',
      [[2, 'There is a quote in the middle of a cell']],
      4,
    ],
    ['a quote within a cell', 'a,b\n1,5" disk\n2,y\n', [[2, 'There is a quote in the middle of a cell']], 3],
    ['something after a quoted cell', 'a,b\n1,"x"y\n2,z\n', [[2, 'There is a quote in the middle of a cell']], 3],
    ['a quote opened on the last line', 'a,b\n1,y\n2,"', [[3, 'A quote is opened and not closed']], 3],
  ])('gives up only the line of %s', (_, text, problems, count) => {
    const records = recordsOf([text]);
    expect(problemsOf(records)).toEqual(problems);
    expect(records).toHaveLength(count);
  });

  it.each([
    ['one piece', 1 << 30],
    ['pieces', 60_000],
  ])('gives up a line of 10 MB, and keeps little of it (in %s)', (_, size) => {
    const text = `a,b\n1,"${'x'.repeat(10_000_000)}"\n2,${'y'.repeat(10_000_000)}\n3,z\n`;
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
    const records = recordsOf(pieces);
    expect(problemsOf(records)).toEqual([
      [2, expect.stringMatching(/longer than/)],
      [3, expect.stringMatching(/longer than/)],
    ]);
    expect(records.at(-1)).toEqual({ line: 4, end: { offset: text.length, line: 5 }, cells: ['3', 'z'] });
    expect(records.every(({ cells }) => cells.join('').length <= 64 * 1024)).toBe(true);
  });

  it('gives up an open quote after a million characters, and reads on from the next line', () => {
    const good = Array.from({ length: 200_000 }, (_, row) => `${row},good`);
    const records = recordsOf([`a,b\nx,"open\n${good.join('\n')}\n`]);
    expect(problemsOf(records)).toEqual([[2, 'A quote is opened and not closed']]);
    expect(records).toHaveLength(200_002);
  });

  const cell = fc.stringMatching(/^[a"\n\r,名 ]{0,6}$/);
  const text = fc.array(fc.constantFrom('a', '"', '""', '\n', '\r\n', ',', '名', '","', ',"'), { maxLength: 40 });

  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const written = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(cellsOf(written)).toEqual(rows.filter((row) => row.some((each) => each.trim() !== '')));
      }),
    );
  });

  it('finds the same records in whatever pieces the text comes, and from any of them on', () => {
    fc.assert(
      fc.property(text, fc.nat(3), (pieces, at) => {
        const whole = recordsOf([pieces.join('')]);
        expect(recordsOf([...pieces.join('')])).toEqual(whole);
        const from = whole[at]?.end;
        if (!from) return;
        const rest = new CsvRecords(comma, from);
        const tail = Buffer.from(pieces.join('')).subarray(from.offset).toString();
        expect([...rest.push(tail), ...rest.end()]).toEqual(whole.slice(at + 1));
      }),
      { numRuns: 1_000 },
    );
  });
});
