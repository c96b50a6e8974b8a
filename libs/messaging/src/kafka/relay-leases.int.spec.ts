import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FencedError, type Sql, type TransactionalSql } from '@clientele/event-sourcing';
import { eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { CrashingDatabase } from '../balances.fixture.js';
import { RelayLeases, type Lease } from './relay-leases.js';
import { RELAY_TABLES } from './relay-tables.js';

describe('the leases of relays', () => {
  let database: TestDatabase;
  let a: RelayLeases;
  let b: RelayLeases;

  const leasesOf = (member: string) => new RelayLeases(new CrashingDatabase(database.pool), member);
  const shardsOf = async (leases: RelayLeases) => (await leases.held()).map(({ shard }) => shard);
  const upTo = (sent: number, leases: readonly Lease[]): Lease[] => leases.map((lease) => ({ ...lease, sent }));
  const nextEpoch = (leases: readonly Lease[]): Lease[] =>
    leases.map((lease) => ({ ...lease, epoch: lease.epoch + 1 }));
  const cursors = async (): Promise<number[]> => {
    const { rows } = await database.pool.query<{ sent: string }>('SELECT sent FROM relay_shards ORDER BY shard');
    return rows.map(({ sent }) => Number(sent));
  };
  const setHeldUntil = (seconds: number, ...shards: number[]) =>
    database.pool.query(
      "UPDATE relay_shards SET held_until = now() + $1 * interval '1 second' WHERE shard = ANY ($2)",
      [seconds, shards],
    );
  /** As if the processes there are had been halted for long. */
  const runOut = async (): Promise<void> => {
    await setHeldUntil(-1, 0, 1, 2, 3);
    await database.pool.query("UPDATE relay_members SET seen_until = now() - interval '1 second'");
  };

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(RELAY_TABLES);
  });

  beforeEach(async () => {
    await database.pool.query('TRUNCATE relay_shards, relay_members');
    [a, b] = [leasesOf('a'), leasesOf('b')];
    await a.open(4);
  });

  afterAll(() => database.close());

  it('are shared by two members: one gives, and holds what it gives until then', async () => {
    expect(await a.renew()).toEqual({ keep: [], take: [0, 1, 2, 3], give: [] });
    expect(await b.renew()).toEqual({ keep: [], take: [], give: [] });
    const { keep, give } = await a.renew();
    expect([keep, give]).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(await shardsOf(a)).toEqual([0, 1, 2, 3]);
    await a.give(give);
    expect(await b.renew()).toEqual({ keep: [], take: [2, 3], give: [] });
    expect([await shardsOf(a), await shardsOf(b)]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('are taken by one member each, however many want them at once', async () => {
    const members = Array.from({ length: 8 }, (_, n) => leasesOf(`member ${n}`));
    const shares = await Promise.all(members.map((member) => member.renew()));
    expect(shares.flatMap(({ take }) => take).sort()).toEqual([0, 1, 2, 3]);
  });

  it('come to others where a member is halted with all shards locked', async () => {
    const session = await database.pool.connect();
    const ended = new Promise((resolve) => session.once('error', resolve));
    let isLocked = false;
    const query: Sql['query'] = async <Row>(text: string, values?: unknown[]) => {
      if (isLocked) await new Promise(() => undefined);
      isLocked = text.includes('FOR UPDATE');
      return session.query<Row & object>(text, values);
    };
    const transaction: TransactionalSql['transaction'] = async (work) => {
      await session.query('BEGIN');
      return work({ query });
    };
    void new RelayLeases({ query, transaction }, 'halted').renew();
    await eventually(() => expect(isLocked).toBe(true));
    expect((await b.renew()).take).toEqual([0, 1, 2, 3]);
    await ended;
    session.release(true);
  });

  it('are the same after a renewal, and live longer', async () => {
    await a.renew();
    const before = await a.held();
    await setHeldUntil(1, 0, 1, 2, 3);
    await a.renew();
    expect(await a.held()).toEqual(before);
    const { rowCount } = await database.pool.query(
      "SELECT FROM relay_shards WHERE held_until > now() + interval '4 seconds'",
    );
    expect(rowCount).toBe(4);
  });

  it('go to another member where they have run out, under a higher epoch', async () => {
    await a.renew();
    const before = await a.held();
    await runOut();
    expect(await b.renew()).toEqual({ keep: [], take: [0, 1, 2, 3], give: [] });
    expect(await b.held()).toEqual(nextEpoch(before));
    expect(await a.held()).toEqual([]);
  });

  it('have a higher epoch, too, where they had run out and the same member takes them again', async () => {
    await a.renew();
    const before = await a.held();
    await runOut();
    expect(await a.renew()).toEqual({ keep: [], take: [0, 1, 2, 3], give: [] });
    expect(await a.held()).toEqual(nextEpoch(before));
  });

  it('are those that live, although nobody has taken the others yet', async () => {
    await a.renew();
    await setHeldUntil(-1, 1);
    expect(await shardsOf(a)).toEqual([0, 2, 3]);
  });

  it('let a member move the cursors of its shards, each to where it is', async () => {
    await a.renew();
    const sent = (await a.held()).map((lease) => ({ ...lease, sent: 10 + lease.shard }));
    await a.sent([...sent].reverse());
    expect(await cursors()).toEqual([10, 11, 12, 13]);
    expect(await a.held()).toEqual(sent);
  });

  it('move no cursor back', async () => {
    await a.renew();
    const held = await a.held();
    await a.sent(upTo(9, held));
    await a.sent(upTo(4, held));
    expect(await cursors()).toEqual([9, 9, 9, 9]);
  });

  it('fence off a member that lost them: it moves nothing', async () => {
    await a.renew();
    const lost = await a.held();
    await runOut();
    await b.renew();
    await expect(a.sent(upTo(7, lost))).rejects.toThrow(FencedError);
    expect(await cursors()).toEqual([0, 0, 0, 0]);
  });

  it('fence off what was begun before another member had them, although they have come back', async () => {
    await a.renew();
    const lost = await a.held();
    await runOut();
    await b.renew();
    await b.leave();
    await a.renew();
    await expect(a.sent(upTo(7, lost))).rejects.toThrow(FencedError);
    expect(await cursors()).toEqual([0, 0, 0, 0]);
    await a.sent(upTo(7, await a.held()));
    expect(await cursors()).toEqual([7, 7, 7, 7]);
  });

  it('fence off a member that lost one of several', async () => {
    await a.renew();
    const held = await a.held();
    await setHeldUntil(-1, 3);
    expect(await b.renew()).toEqual({ keep: [], take: [3], give: [] });
    await expect(a.sent(upTo(7, held))).rejects.toThrow(FencedError);
    expect((await cursors())[3]).toBe(0);
  });

  it('are free at once when a member leaves, which can move nothing any more', async () => {
    await a.renew();
    const left = await a.held();
    await a.leave();
    expect(await a.held()).toEqual([]);
    await expect(a.sent(upTo(7, left))).rejects.toThrow(FencedError);
    expect(await b.renew()).toEqual({ keep: [], take: [0, 1, 2, 3], give: [] });
    expect(await cursors()).toEqual([0, 0, 0, 0]);
  });

  it('stay as they are when the next process opens them', async () => {
    await a.renew();
    await a.sent(upTo(5, await a.held()));
    const held = await a.held();
    await database.pool.query(RELAY_TABLES);
    await b.open(4);
    expect(await a.held()).toEqual(held);
  });
});
