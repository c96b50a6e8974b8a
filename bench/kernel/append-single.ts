import assert from 'node:assert/strict';
import type { PostgresEventStore as OurStore } from '@clientele/event-sourcing';
import { CommandHandler, STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import type { PostgresEventStore as EmmettStore } from '@event-driven-io/emmett-postgresql';
import type pg from 'pg';
import type { Bench } from '../harness/bench.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { openEmmett } from './emmett.ts';
import { inFlight, timed } from './in-flight.ts';
import { Basket, batchesOf, idOf, META, purchase, streamOf, type Purchased } from './purchases.ts';
import { openStore, withDatabase } from './stores.ts';

const IN_FLIGHT = 64;
const EARLIER_EVENTS = 3;

export const appendSingle: Benchmark = {
  name: 'append-single',
  summary: "One-event transactions, 64 in flight, against those of Emmett's PostgreSQL store",

  async run(bench) {
    const count = bench.either(10_000, 300);
    const numbers = Array.from({ length: count }, (_, n) => n);
    for (const earlier of [0, EARLIER_EVENTS]) {
      await bench.compare({
        what: earlier === 0 ? 'new streams' : `streams of ${earlier} events, read and decided upon`,
        unit: 'transactions/s',
        ours: { name: 'transact', run: () => ours(bench, numbers, earlier) },
        against: { name: 'Emmett', run: () => emmetts(bench, numbers, earlier) },
        mark: { of: 'ratio', atLeast: 4 },
      });
    }
  },
};

const ours = (bench: Bench, numbers: readonly number[], earlier: number): Promise<number> =>
  withDatabase(bench, async (pool) => {
    const { store } = await openStore(pool);
    if (earlier > 0) await fillOurs(store, numbers.length, earlier);
    const likelyNew = earlier === 0;
    const seconds = await timed(() =>
      inFlight(IN_FLIGHT, numbers, (n) =>
        store.transact(Basket, idOf(n), ({ purchases }) => [purchase(n + purchases)], { meta: META, likelyNew }),
      ),
    );
    await check(pool, numbers.length, earlier, 'SELECT count(*)::int AS events, max(version) AS version FROM events');
    return numbers.length / seconds;
  });

const fillOurs = async (store: OurStore, streams: number, earlier: number): Promise<void> => {
  for (const batch of batchesOf(0, streams * earlier, streams, 500)) await store.append(batch);
};

const emmetts = (bench: Bench, numbers: readonly number[], earlier: number): Promise<number> =>
  withDatabase(bench, async (_, { url }) => {
    const { store, pool } = await openEmmett(url);
    try {
      const change = earlier === 0 ? appendNew(store) : decide(store);
      if (earlier > 0) await fillEmmetts(store, numbers, earlier);
      const seconds = await timed(() => inFlight(IN_FLIGHT, numbers, change));
      const sql = 'SELECT count(*)::int AS events, max(stream_position)::int AS version FROM emt_messages';
      await check(pool, numbers.length, earlier, sql);
      return numbers.length / seconds;
    } finally {
      await pool.end();
    }
  });

/** Without reading first, as `likelyNew` says it to us. */
const appendNew = (store: EmmettStore) => (n: number) =>
  store.appendToStream(streamOf(n), [{ ...purchase(n), metadata: META }], {
    expectedStreamVersion: STREAM_DOES_NOT_EXIST,
  });

const decide = (store: EmmettStore) => {
  const handle = CommandHandler({
    evolve: (state: typeof Basket.initial, event: Purchased) => Basket.evolve(state, event),
    initialState: () => Basket.initial,
    mapToStreamId: (id) => `${Basket.name}-${id}`,
  });
  return (n: number) =>
    handle(store, idOf(n), ({ purchases }) => ({ ...purchase(n + purchases), metadata: META }) as Purchased);
};

const fillEmmetts = (store: EmmettStore, numbers: readonly number[], earlier: number): Promise<void> =>
  inFlight(IN_FLIGHT, numbers, (n) => {
    const events = Array.from({ length: earlier }, (_, at) => ({ ...purchase(n + at), metadata: META }));
    return store.appendToStream(streamOf(n), events, { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
  });

const check = async (pool: pg.Pool, streams: number, earlier: number, sql: string): Promise<void> => {
  const { rows } = await pool.query<{ events: number; version: number }>(sql);
  assert.deepEqual(rows[0], { events: streams * (earlier + 1), version: earlier + 1 });
};
