import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './benchmark.ts';
import { inDigits, isReached, markInWords, median, ratioOf } from './figures.ts';

const FOLDER = join(import.meta.dirname, '..', 'results');

export interface Result {
  readonly benchmark: string;
  readonly summary: string;
  readonly isQuick: boolean;
  readonly date: string;
  readonly machine: ReturnType<typeof machine>;
  readonly rows: readonly Row[];
}

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});

/** Answers the file. */
export const write = async (result: Result): Promise<string> => {
  await mkdir(FOLDER, { recursive: true });
  const file = join(FOLDER, `${result.benchmark}${result.isQuick ? '-quick' : ''}.json`);
  const rows = result.rows.map((row) => ({
    ...row,
    median: median(row.values),
    ratio: ratioOf(row),
    reached: isReached(row),
  }));
  await writeFile(file, `${JSON.stringify({ ...result, rows }, undefined, 2)}\n`);
  return file;
};

const HEADINGS = ['', 'median', 'min', 'max', 'unit', 'against', 'its median', 'ratio', 'must reach', ''];

/** As Markdown, so that it can stand in the documentation as it is. */
export const tableOf = (rows: readonly Row[]): string => {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(HEADINGS), rule, ...cells.slice(1).map(line)].join('\n');
};

const cellsOf = (row: Row): string[] => {
  const { what, unit, values, against, mark, note } = row;
  const ratio = ratioOf(row);
  const reached = isReached(row);
  return [
    note ? `${what} (${note})` : what,
    inDigits(median(values)),
    inDigits(Math.min(...values)),
    inDigits(Math.max(...values)),
    unit,
    against?.name ?? '',
    against ? inDigits(median(against.values)) : '',
    ratio === undefined ? '' : `${inDigits(ratio)} x`,
    mark ? markInWords(mark, unit) : '',
    reached === undefined ? '' : reached ? 'reached' : 'missed',
  ];
};
