import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import fc from 'fast-check';
import { ConcurrencyError } from '../domain-error.js';
import type { EventStore } from '../event-store.js';
import { eventStoreSuite } from '../event-store.suite.js';
import { Account, deposited, opened } from '../store-suite/account.fixture.js';
import { shardOf } from '../shard.js';
import type { Sql, SqlPool } from '../sql.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { createEventTables } from './schema.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await createEventTables(database.pool);
  await createEventTables(database.pool);
});
afterAll(() => database.close());

const empty = async () => {
  await database.pool.query('TRUNCATE public.events, public.store_info');
};

eventStoreSuite('PostgresEventStore', async (options) => ({
  store: await new PostgresEventStore(database.pool, options).open(),
  close: empty,
}));

describe('PostgresEventStore alone', () => {
  const options = { name: 'trial', shards: 4 };
  let queries: string[];
  let counted: SqlPool;
  let store: PostgresEventStore;

  beforeEach(async () => {
    queries = [];
    counted = {
      query: (text, values) => {
        queries.push(text);
        return database.pool.query(text, values) as never;
      },
      connect: () => database.pool.connect(),
    };
    store = await new PostgresEventStore(counted, options).open();
    queries.length = 0;
  });
  afterEach(empty);

  const sequences = async (from: EventStore = store) =>
    (await from.readShards([0, 0, 0, 0], 100_000)).map((slice) => slice.events.map((event) => event.sequence));
  const inShard = (shard: number): string =>
    Array.from({ length: 100 }, (_, n) => `account-${n}`).find((name) => shardOf(name, 4) === shard)!;
  const expectGapless = async (count: number) => {
    const shards = await sequences();
    for (const shard of shards) expect(shard).toEqual(shard.map((_, index) => index + 1));
    expect(shards.flat()).toHaveLength(count);
  };

  it('appends again when PostgreSQL ends a deadlock at its cost', async () => {
    const [low, high] = [0, 3].map((shard) => inShard(shard));
    const changing = store.transaction(async (_tx, own) => {
      await own.append([{ stream: high!, events: [deposited(1)] }]);
      // Has the lower shard, waits for the higher one, and is the first to look for a deadlock.
      const append = store.append([low!, high!].map((stream) => ({ stream, events: [deposited(2)] })));
      await eventually(async () => {
        const { rows } = await database.pool.query(
          "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        );
        expect(rows).toHaveLength(1);
      });
      await own.append([{ stream: low!, events: [deposited(3)] }]);
      return { append };
    });
    const { append } = await changing;
    expect(await append).toMatchObject([{ ok: true }, { ok: true }]);
    await expectGapless(4);
  });

  it('appends in one round trip, and decides on many in two', async () => {
    await store.append([1, 2, 3].map((n) => ({ stream: `s-${n}`, events: [deposited(n), deposited(n)] })));
    expect(queries).toHaveLength(1);
    await store.transactMany(
      ['1', '2', '3'].map((id) => ({ decider: Account, id, decide: Account.open('Ada'), likelyNew: true })),
    );
    expect(queries).toHaveLength(2);
    await store.transactMany(['1', '2', '3'].map((id) => ({ decider: Account, id, decide: Account.deposit(1) })));
    expect(queries).toHaveLength(4);
  });

  it('gathers concurrent appends into few calls', async () => {
    const appendAndMore = async (n: number) => {
      await store.append([{ stream: `s-${n}`, events: [deposited(n)] }]);
      await store.append([{ stream: `s-${n}`, expectedVersion: 1, events: [deposited(n)] }]);
    };
    await Promise.all(Array.from({ length: 64 }, (_, n) => appendAndMore(n)));
    expect(queries.length).toBeLessThanOrEqual(4);
    await expectGapless(128);
  });

  it('gathers concurrent reads into few queries, and gives each caller what it asked for', async () => {
    await store.append(Array.from({ length: 64 }, (_, n) => ({ stream: `s-${n}`, events: [deposited(n)] })));
    queries.length = 0;
    const asked = Array.from({ length: 64 }, (_, n) => store.readStreams([`s-${n}`, `none-${n}`]));
    const histories = await Promise.all(asked);
    expect(queries).toHaveLength(1);
    for (const [n, history] of histories.entries()) {
      expect([...history.keys()]).toEqual([`s-${n}`]);
      expect(history.get(`s-${n}`)).toMatchObject([{ stream: `s-${n}`, version: 1, data: { amount: n } }]);
    }
  });

  it('reads what was stored before the read was asked for, also while another read is in flight', async () => {
    const reading = store.readStream('a');
    await store.append([{ stream: 'a', events: [deposited(1)] }]);
    expect(await store.readStream('a')).toHaveLength(1);
    await reading;
  });

  it('does not let one caller in a gathered read fail the others', async () => {
    await store.append([{ stream: 'a', events: [deposited(1)] }]);
    const outcomes = await Promise.allSettled([store.readStream('a'), store.readStream('a\0'), store.readStream('b')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ value: [{ stream: 'a' }] });
  });

  it('splits what is gathered at 500 appends or 2,000 events', async () => {
    await Promise.all(
      Array.from({ length: 1_001 }, (_, n) => store.append([{ stream: `a-${n}`, events: [deposited(n)] }])),
    );
    expect(queries).toHaveLength(3);
    const thousand = Array.from({ length: 1_000 }, (_, n) => deposited(n));
    await Promise.all(['a', 'b', 'c'].map((stream) => store.append([{ stream, events: thousand }])));
    expect(queries).toHaveLength(5);
    await expectGapless(4_001);
  });

  it('does not let one caller in a gathered call fail the others', async () => {
    const outcomes = await Promise.allSettled([
      store.append([{ stream: 'a', events: [deposited(1)] }]),
      store.append([{ stream: 'b', events: [{ ...deposited(2), schemaVersion: 99_999 }] }]),
      store.append([{ stream: 'c', events: [deposited(3)] }]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expectGapless(2);
  });

  it('stays gapless when several processes append to the same streams', async () => {
    const others = [0, 1, 2].map(() => new PostgresEventStore(database.pool, options));
    const streams = Array.from({ length: 10 }, (_, n) => `s-${n}`);
    const results = await Promise.all(
      others.flatMap((other) =>
        Array.from({ length: 10 }, (_, turn) =>
          other.append(streams.map((stream) => ({ stream, expectedVersion: turn, events: [deposited(turn)] }))),
        ),
      ),
    );
    const stored = results.flat().filter((result) => result.ok).length;
    expect(stored).toBeGreaterThanOrEqual(streams.length);
    await expectGapless(stored);
    for (const history of (await store.readStreams(streams)).values()) {
      expect(history.map((event) => event.version)).toEqual(history.map((_, index) => index + 1));
    }
  });

  it('never shows a reader a later event before an earlier one', async () => {
    const seen = [0, 0, 0, 0];
    let isWriting = true;
    const reading = (async () => {
      for (let last = false; !last;) {
        last = !isWriting;
        for (const { shard, events, upTo } of await store.readShards(seen, 50)) {
          expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => seen[shard]! + index + 1));
          seen[shard] = upTo;
        }
      }
    })();
    const others = [0, 1, 2].map(() => new PostgresEventStore(database.pool, options));
    await Promise.all(
      others.map(async (other, writer) => {
        for (let turn = 0; turn < 20; turn++) {
          await other.append([0, 1, 2].map((n) => ({ stream: `w-${writer}-${turn}-${n}`, events: [deposited(turn)] })));
        }
      }),
    );
    isWriting = false;
    await reading;
    expect(seen.reduce((sum, upTo) => sum + upTo)).toBe(180);
  });

  it('keeps sequences gapless and versions in order through commits, roll-backs and conflicts', async () => {
    const step = fc.record({
      stream: fc.constantFrom('a', 'b', 'c', 'd'),
      expectedVersion: fc.option(fc.nat(3), { nil: undefined }),
      fate: fc.constantFrom('append', 'commit', 'rollback'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await database.pool.query('TRUNCATE public.events');
        const stored = await Promise.all(
          steps.map(async ({ stream, expectedVersion, fate }) => {
            const appends = [{ stream, expectedVersion, events: [deposited(1), deposited(2)] }];
            if (fate === 'append') return (await store.append(appends))[0]!.ok;
            return await store
              .transaction(async (_, within) => {
                await within.append(appends);
                if (fate === 'rollback') throw new Error('rolled back');
                return true;
              })
              .catch(() => false);
          }),
        );
        await expectGapless(2 * stored.filter(Boolean).length);
      }),
      { numRuns: 10 },
    );
  });

  describe('transaction', () => {
    it('sees its own events, and nobody else does before the commit', async () => {
      await store.transaction(async (_, within) => {
        await within.transactMany([{ decider: Account, id: '1', decide: Account.open('Ada'), likelyNew: true }]);
        await within.transact(Account, '1', Account.deposit(3));
        expect(await within.load(Account, '1')).toEqual({ state: { owner: 'Ada', balance: 3 }, version: 2 });
        expect((await store.load(Account, '1')).version).toBe(0);
      });
      expect((await store.load(Account, '1')).version).toBe(2);
    });

    it('rolls back events with the rest: nothing is left, and no hole', async () => {
      let woken = 0;
      store.onAppended(() => woken++);
      const failing = store.transaction(async (tx, within) => {
        await within.append([{ stream: 'a', events: [deposited(1)] }]);
        await tx.query('CREATE TABLE public.other (id int)');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(woken).toBe(0);
      const [result] = await store.append([{ stream: 'a', expectedVersion: 0, events: [deposited(2)] }]);
      expect(result).toMatchObject({ ok: true, position: { sequence: 1 } });
      const { rows } = await database.pool.query("SELECT to_regclass('public.other') AS other");
      expect(rows[0].other).toBeNull();
    });

    it('wakes readers after the commit, if it appended', async () => {
      const woken: boolean[] = [];
      let isInside = true;
      store.onAppended(() => woken.push(isInside));
      await store.transaction(async (_, within) => {
        await within.append([{ stream: 'a', events: [deposited(1)] }]);
      });
      isInside = false;
      await store.transaction(async (_, within) => within.load(Account, '1'));
      expect(woken).toHaveLength(1);
      expect(await store.readStream('a')).toHaveLength(1);
    });

    it('is done again when an append conflicts', async () => {
      let attempts = 0;
      await store.transaction(async (_, within) => {
        attempts += 1;
        const { version } = await within.load(Account, '1');
        if (attempts === 1) await store.append([{ stream: 'account-1', events: [opened('Ada')] }]);
        await within.append([{ stream: 'account-1', expectedVersion: version, events: [deposited(1)] }]);
      });
      expect(attempts).toBe(2);
      expect(await store.load(Account, '1')).toEqual({ state: { owner: 'Ada', balance: 1 }, version: 2 });
    });

    it('is not done again when the caller asked for another version', async () => {
      let attempts = 0;
      const stale = store.transaction(async (_, within) => {
        attempts += 1;
        await within.transact(Account, '1', Account.open('Ada'), { expectedVersion: 7 });
      });
      await expect(stale).rejects.toThrow(ConcurrencyError);
      expect(attempts).toBe(1);
    });

    it('is done again after a deadlock', async () => {
      const both = Promise.withResolvers<void>();
      let inside = 0;
      const crossing = (streams: string[]) =>
        store.transaction(async (_, within) => {
          await within.append([{ stream: streams[0]!, events: [deposited(1)] }]);
          if (++inside === 2) both.resolve();
          await both.promise;
          await within.append([{ stream: streams[1]!, events: [deposited(2)] }]);
        });
      await Promise.all([crossing(['a', 'b']), crossing(['b', 'a'])]);
      expect(inside).toBe(3);
      await expectGapless(4);
    });

    it('does not pretend to have committed after a statement failed', async () => {
      const hiding = store.transaction(async (tx: Sql, within) => {
        await within.append([{ stream: 'a', events: [deposited(1)] }]);
        await tx.query('SELECT 1/0').catch(() => undefined);
      });
      await expect(hiding).rejects.toThrow('passed over');
      await expectGapless(0);
    });

    it('finds a repeat within, though it was guessed as new', async () => {
      await store.transact(Account, '1', Account.open('Ada'));
      const outcomes = await store.transaction((_, within) =>
        within.transactMany([{ decider: Account, id: '1', decide: Account.open('Bob'), likelyNew: true }]),
      );
      expect(outcomes).toMatchObject([{ state: { owner: 'Ada' }, events: [], version: 1 }]);
    });
  });

  describe('open', () => {
    it('refuses another number of shards, and another name, in words', async () => {
      const more = new PostgresEventStore(database.pool, { ...options, shards: 8 });
      await expect(more.open()).rejects.toThrow(/holds the event store of trial with 4 shards/);
      await expect(more.append([{ stream: 'a', events: [deposited(1)] }])).rejects.toThrow(/not with 8 shards/);
      await expect(new PostgresEventStore(database.pool, { ...options, name: 'other' }).open()).rejects.toThrow(
        /trial/,
      );
      await expectGapless(0);
    });
  });
});
