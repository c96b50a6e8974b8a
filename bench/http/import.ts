import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { connect } from '../harness/connect.ts';
import { untilInEveryView, type Product } from '../product/product.ts';
import { EMBEDDED } from './compositions.ts';

const CLI = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'dist', 'main.js');
const HEADINGS = 'customer_id,date,quantity,amount_usd';
const MAPPING = [
  ...['--map', 'customer.externalId=customer_id', '--map', 'occurredAt=date', '--map', 'quantity=quantity'],
  ...['--map', 'amount=amount_usd', '--set', 'currency=USD'],
];
const DAY = 86_400_000;
/** Purchases of a customer, on average. */
const EACH = 4;

export const importFile: Benchmark = {
  name: 'import',
  summary: 'A file of purchases by the command line into every view, against COPY of the file into one table',
  run: async (bench) => {
    const rows = bench.either(1_000_000, 2_000);
    const file = join(bench.folder, 'purchases.csv');
    await writeRows(file, rows);
    const product = await EMBEDDED.start(bench);
    try {
      const { taken, seen } = await importOnce(bench, product, file, rows);
      const copied = await copy(product, file, rows);
      const { peak } = await product.usage();
      bench.record({
        what: 'to every view',
        unit: 'rows/s',
        values: [rows / seen],
        against: { name: 'COPY', values: [rows / copied] },
      });
      bench.record({ what: 'taken in', unit: 'rows/s', values: [rows / taken] });
      bench.record({ what: 'peak of the process', unit: 'MB', values: [peak], mark: { of: 'median', atMost: 500 } });
    } finally {
      await product.stop();
    }
  },
};

/** The columns of CDNOW; made without chance, and not in the order of anything. */
const writeRows = async (file: string, rows: number): Promise<void> => {
  const customers = Math.ceil(rows / EACH);
  const first = Date.UTC(2020, 0, 1);
  function* lines(): Generator<string> {
    yield `${HEADINGS}\n`;
    for (let row = 0; row < rows; row++) {
      const date = new Date(first + ((row * 31) % 2_000) * DAY).toISOString().slice(0, 10);
      yield `${(row * 7_919) % customers},${date},${1 + (row % 5)},${((row * 1_237) % 20_000) / 100}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o644 }));
};

/** Seconds until all rows are taken in, and until every view has them. */
const importOnce = async (
  bench: Bench,
  product: Product,
  file: string,
  rows: number,
): Promise<{ taken: number; seen: number }> => {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1_000;
  const args = ['import', 'purchases', file, '--source', 'bench', ...MAPPING, '--url', product.url];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await bench.start(async () => ({ stop: async () => void child.kill() }));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`The import ended with ${code}: ${said}`);
  const taken = seconds();
  bench.progress.say(`${rows} rows taken in after ${taken.toFixed(1)} s`);
  await untilInEveryView(product, (left) => bench.progress.show(1, 1, `${left} events to look at`));
  return { taken, seen: seconds() };
};

/** Answers the seconds. The server reads the file itself: nothing is faster. */
const copy = async ({ serverUrl }: Product, file: string, rows: number): Promise<number> => {
  const client = await connect(serverUrl);
  try {
    await client.query('CREATE TABLE copied (customer_id text, date date, quantity int, amount numeric)');
    const begun = performance.now();
    const { rowCount } = await client.query(`COPY copied FROM ${pg.escapeLiteral(file)} (FORMAT csv, HEADER)`);
    const seconds = (performance.now() - begun) / 1_000;
    if (rowCount !== rows) throw new Error(`${rows} rows written, ${rowCount} copied.`);
    return seconds;
  } finally {
    await client.end();
  }
};
