import type { Bench } from '../harness/bench.ts';
import type { Benchmark, Contender } from '../harness/benchmark.ts';
import { lead } from './made-up.ts';
import { sendLines, sendPosts } from './send.ts';
import { serve, type Served } from './serve.ts';

const PATH = '/intake/v1/leads';

interface Way {
  readonly name: string;
  /** Leads of a run, and of the short form's. */
  readonly counts: readonly [number, number];
  /** Answers the seconds it took. */
  readonly send: (url: string, from: number, count: number) => Promise<number>;
}

const WAYS: readonly Way[] = [
  { name: 'single posts', counts: [10_000, 200], send: (url, from, count) => sendPosts(url, lead, from, count) },
  {
    name: 'arrays of 500',
    counts: [50_000, 1_000],
    send: (url, from, count) => sendPosts(url, lead, from, count, 500),
  },
  { name: 'a stream of lines', counts: [50_000, 1_000], send: (url, from, count) => sendLines(url, lead, from, count) },
];

export const ingestHttp: Benchmark = {
  name: 'ingest-http',
  summary: 'Leads acknowledged as durable by the intake service alone, against a bare Fastify route that inserts rows',
  run: async (bench) => {
    const server = await bench.server;
    const [ours, floor] = [await server.database(), await server.database()];
    const served = await Promise.all([
      bench.start(() => serve('intake-alone.ts', ours.url)),
      bench.start(() => serve('bare-fastify.ts', floor.url)),
    ]);
    try {
      for (const way of WAYS) await compare(bench, way, served);
      await checkRows(ours.pool, floor.pool);
    } finally {
      await Promise.all(served.map((each) => each.stop()));
      await Promise.all([ours.close(), floor.close()]);
    }
  },
};

const compare = async (bench: Bench, { name, counts, send }: Way, [ours, floor]: [Served, Served]): Promise<void> => {
  const count = bench.either(...counts);
  const contender = (named: string, served: Served): Contender => ({
    name: named,
    run: async () => count / (await send(served.url + PATH, nextFrom(count), count)),
  });
  await bench.compare({
    what: name,
    unit: 'leads/s',
    ours: contender('intake', ours),
    against: contender('bare Fastify', floor),
    mark: { of: 'ratio', atLeast: 0.5 },
  });
};

let sent = 0;
/** No lead is sent twice: a repeat is less work. */
const nextFrom = (count: number): number => (sent += count) - count;

interface Counted {
  query<Row extends object>(text: string): Promise<{ rows: Row[] }>;
}

/** Both have written down all that was sent to them, which was the same for both. */
const checkRows = async (ours: Counted, floor: Counted): Promise<void> => {
  const count = async (pool: Counted, table: string): Promise<number> =>
    (await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!.count;
  const [events, rows] = await Promise.all([count(ours, 'events'), count(floor, 'leads')]);
  if (events !== rows || events * 2 !== sent) throw new Error(`${sent} leads sent: ${events} events, ${rows} rows.`);
};
