import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import {
  decodePositions,
  encodePositions,
  type PostgresEventStore,
  type ProjectionRunner,
} from '@clientele/event-sourcing';
import { always, eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import fc from 'fast-check';
import pg from 'pg';
import { Balances, CrashingDatabase, depositing, Echo, openStore, rowsOf, runnerOf } from './balances.fixture.js';
import { EmbeddedFeed } from './embedded-feed.js';
import { publishAsIs } from './publish.js';

const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const KILL_WORKING = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name <> 'quiet' AND state <> 'idle' LIMIT 1`;

/** Whose sessions nobody ends. */
let quiet: pg.Pool;
let publisher: TestDatabase;
let consumer: TestDatabase;
let bank: PostgresEventStore;
let own: PostgresEventStore;
let names = 0;

beforeAll(async () => {
  [publisher, consumer] = await Promise.all([testDatabase(), testDatabase()]);
  quiet = new pg.Pool({ connectionString: consumer.url, max: 2, application_name: 'quiet' });
  bank = await openStore('bank', publisher.pool);
  own = await openStore('ledger', consumer.pool);
});
afterAll(async () => {
  await quiet.end();
  await Promise.all([publisher.close(), consumer.close()]);
});

type Look = { readonly checkpoints: readonly number[]; readonly amounts: Readonly<Record<string, number[]>> };

/** One view and one reaction in two processes, and all that may happen to them. */
class House {
  readonly name = `balances${++names}`;
  readonly echo = `echo${names}`;
  deposited = 0;
  /** How many batches come through before the connection breaks. */
  breaksAfter = Infinity;
  /** An account whose deposits cannot be projected at present. */
  poisoned: string | undefined;
  version = 1;
  readonly processes = [0, 1].map(() => ({
    runners: [] as ProjectionRunner[],
    database: new CrashingDatabase(consumer.pool),
  }));
  private last: readonly number[] = [];

  async deposit(count: number): Promise<void> {
    const accounts = Array.from({ length: count }, (_, n) => ACCOUNTS[n % ACCOUNTS.length]!);
    const [result] = await bank.append(accounts.map((account) => depositing(account, ++this.deposited)));
    const [{ runners }] = this.processes as [(typeof this.processes)[number]];
    if (!result?.ok || runners.length === 0) return;
    // Whoever waits for what they wrote finds it there, or is told that it is not.
    const token = encodePositions(new Map([['bank', [result.position]]]));
    const hasCome = await runners[0]!.waitFor(decodePositions(token), 50).then(
      () => true,
      () => false,
    );
    if (hasCome) await this.look(result.position);
  }

  /** What concerns nobody, among the deposits of all shards. */
  async visit(count: number): Promise<void> {
    const visits = Array.from({ length: count }, (_, n) => ACCOUNTS[n % ACCOUNTS.length]!);
    await bank.append(visits.map((stream) => ({ stream, events: [{ type: 'Visited', data: {} }] })));
  }

  async start(process: number): Promise<void> {
    const { runners, database } = this.processes[process]!;
    if (runners.length > 0) return;
    // Batches end elsewhere in the other process, so that one finds half of its own done already.
    const view = Object.assign(new Balances(this.name), { version: this.version, batchSize: 3 + 2 * process });
    view.before = async (records) => {
      if (this.breaksAfter-- <= 0) {
        this.breaksAfter = Infinity;
        throw new Error('Connection terminated unexpectedly');
      }
      if (records.some(({ stream }) => stream === this.poisoned)) throw new Error('It cannot be projected.');
    };
    // A feed of its own, as in another process.
    const feed = new EmbeddedFeed(bank, publishAsIs('Deposited'));
    for (const projection of [view, new Echo(this.echo)]) {
      const runner = runnerOf({ projection, feed, database, store: own });
      runners.push(runner);
      await runner.start().catch((error: unknown) => {
        runners.splice(runners.indexOf(runner), 1);
        void runner.stop();
        if (!isBrokenOff(error)) throw error;
      });
    }
  }

  async stop(process: number): Promise<void> {
    const { runners } = this.processes[process]!;
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  }

  /** The process is gone, without an end: nothing that it began is committed, or only the database knows that it was. */
  async crash(process: number, crash: 'before-commit' | 'after-commit'): Promise<void> {
    const { runners, database } = this.processes[process]!;
    const dead = runners.splice(0);
    database.crash = () => crash;
    this.processes[process]!.database = new CrashingDatabase(consumer.pool);
    await Promise.all(dead.map((runner) => runner.stop()));
  }

  async rebuild(process: number): Promise<void> {
    await this.processes[process]!.runners[0]?.rebuild().catch((error: unknown) => {
      if (!isBrokenOff(error)) throw error;
    });
  }

  /** What the view shows, and up to where, at one moment: each must be what the events up to there come to. */
  async look(position?: { readonly shard: number; readonly sequence: number }): Promise<void> {
    const seen = await this.seen();
    if (!seen) return;
    const { checkpoints, amounts } = seen;
    checkpoints.forEach((checkpoint, shard) => expect(checkpoint).toBeGreaterThanOrEqual(this.last[shard] ?? 0));
    this.last = checkpoints;
    expect(amounts).toEqual(await eventsUpTo(checkpoints));
    if (position) expect(checkpoints[position.shard]).toBeGreaterThanOrEqual(position.sequence);
  }

  /** With what is parked. Undefined where there is no view yet, or another generation was swapped in meanwhile. */
  private async seen(): Promise<Look | undefined> {
    const place = async () =>
      (await quiet.query<{ oid: string | null }>('SELECT to_regclass($1)::oid AS oid', [`${this.name}.accounts`]))
        .rows[0]!.oid;
    const before = await place();
    if (before === null) return undefined;
    const { rows } = await quiet
      .query<Look>(
        `WITH parked AS (
         SELECT stream, array_agg((data->>'amount')::int ORDER BY sequence) AS amounts
         FROM public.parked_records WHERE subscription = $1 GROUP BY stream
       ), shown AS (
         SELECT coalesce(a.account, p.stream) AS account, coalesce(a.amounts, '{}') || coalesce(p.amounts, '{}') AS amounts
         FROM ${this.name}.accounts a FULL JOIN parked p ON p.stream = a.account
       )
       SELECT (SELECT array_agg(sequence::float8 ORDER BY shard) FROM public.checkpoints WHERE subscription = $1) AS checkpoints,
              (SELECT coalesce(json_object_agg(account, amounts), '{}') FROM shown) AS amounts`,
        [this.name],
      )
      .catch((error: Error & { code?: string }) => {
        if (error.code === '42P01') return { rows: [] };
        throw error;
      });
    return before === (await place()) ? rows[0] : undefined;
  }

  /** All is well from here on: both come to all that was deposited, once and in order. */
  async settle(): Promise<void> {
    this.breaksAfter = Infinity;
    this.poisoned = undefined;
    await Promise.all([this.stop(0), this.stop(1)]);
    await this.start(0);
    const [view, echo] = this.processes[0]!.runners as [ProjectionRunner, ProjectionRunner];
    await view.rebuilt();
    await eventually(async () => {
      await Promise.all([view.replay(), echo.replay()]);
      const statuses = await Promise.all([view.status(), echo.status()]);
      expect(statuses.map(({ lag, parkedStreams, rebuilding }) => [lag, parkedStreams, rebuilding])).toEqual([
        [0, 0, undefined],
        [0, 0, undefined],
      ]);
    });
    const all = await eventsUpTo(await bank.heads());
    expect(Object.fromEntries(await rowsOf(consumer.pool, this.name))).toEqual(all);
    for (const [account, amounts] of Object.entries(all)) {
      const echoed = await own.readStream(`${this.echo}-${account}`);
      expect(echoed.map(({ data }) => (data as { amount: number }).amount)).toEqual(amounts);
    }
    await this.stop(0);
  }
}

const isBrokenOff = (error: unknown): boolean =>
  error instanceof Error && /terminat|connection error|stopped/i.test(error.message);

const eventsUpTo = async (checkpoints: readonly number[]): Promise<Record<string, number[]>> => {
  const amounts: Record<string, number[]> = {};
  for (const { shard, events } of await bank.readShards(
    checkpoints.map(() => 0),
    100_000,
  )) {
    for (const { stream, type, sequence, data } of events)
      if (type === 'Deposited' && sequence <= checkpoints[shard]!)
        (amounts[stream] ??= []).push((data as { amount: number }).amount);
  }
  return amounts;
};

type Step = (house: House) => Promise<unknown>;
const process = fc.nat(1);
const steps: readonly fc.Arbitrary<readonly [string, Step]>[] = [
  fc.integer({ min: 1, max: 40 }).map((count) => [`deposit ${count}`, (house) => house.deposit(count)]),
  fc.integer({ min: 1, max: 12 }).map((count) => [`visit ${count}`, (house) => house.visit(count)]),
  process.map((n) => [`start ${n}`, (house) => house.start(n)]),
  process.map((n) => [`stop ${n}`, (house) => house.stop(n)]),
  fc
    .tuple(process, fc.constantFrom('before-commit', 'after-commit'))
    .map(([n, how]) => [`crash ${n} ${how}`, (house) => house.crash(n, how)]),
  fc.nat(5).map((after) => [`break after ${after}`, async (house) => void (house.breaksAfter = after)]),
  fc
    .constantFrom(undefined, ...ACCOUNTS)
    .map((account) => [`poison ${account}`, async (house) => void (house.poisoned = account)]),
  fc.constant(['kill', () => quiet.query(KILL_WORKING)]),
  process.map((n) => [`rebuild ${n}`, (house) => house.rebuild(n)]),
  fc.constant(['raise the version', async (house) => void (house.version += 1)]),
  fc.constantFrom(5, 30, 300).map((milliseconds) => [`wait ${milliseconds}`, () => setTimeout(milliseconds)]),
];
const program = fc.array(fc.oneof(...steps), { minLength: 3, maxLength: 12 });

describe('runners', () => {
  always(
    'have each record in effect once and in order, no checkpoint before its effect, whatever happens to them',
    fc.asyncProperty(program, async (happens) => {
      await publisher.pool.query('TRUNCATE public.events');
      const house = new House();
      await house.start(0);
      for (const [, step] of happens) {
        await step(house);
        await house.look();
      }
      await house.settle();
    }),
    { runs: 6, endOnFailure: true },
  );
});
