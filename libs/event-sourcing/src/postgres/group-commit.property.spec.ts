import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import type { AppendResult } from '../event-store.js';
import type { PreparedAppend } from '../prepared-append.js';
import { GroupCommit } from './group-commit.js';

const MOST_APPENDS = 500;
const MOST_EVENTS = 2_000;
const MOST_CALLS = 2;

/** What the database does with a call in which the caller takes part. */
type Fate = 'stored' | 'data' | 'away';
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('stored') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>('data', 'away') },
);
const caller = fc.record({
  appends: fc.array(
    fc.record({ stream: fc.constantFrom('a', 'b', 'c', 'd'), events: fc.integer({ min: 1, max: 900 }) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  fate,
  late: fc.nat(3),
});
const errorOf = (failing: Fate): Error =>
  Object.assign(new Error(failing), { code: failing === 'data' ? '22P02' : '57P01' });

interface Numbered extends PreparedAppend {
  readonly caller: number;
  /** In the order in which they were asked for. */
  readonly number: number;
}

/** Notes what is sent together, and stores or fails. */
class Database {
  readonly stored: Numbered[] = [];
  /** Callers whose call was lost with that of another. */
  readonly lost = new Set<number>();
  readonly broken: string[] = [];
  private readonly inFlight = new Set<readonly Numbered[]>();

  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly fates: readonly Fate[],
  ) {}

  async flush(appends: readonly Numbered[]): Promise<AppendResult[]> {
    const callers = [...new Set(appends.map((append) => append.caller))];
    this.check(appends, callers.length);
    this.inFlight.add(appends);
    await this.scheduler.schedule(Promise.resolve());
    this.inFlight.delete(appends);
    const failing = callers.map((each) => this.fates[each]!).find((each) => each !== 'stored');
    if (failing === 'away') for (const each of callers) this.lost.add(each);
    if (failing) throw errorOf(failing);
    this.stored.push(...appends);
    return appends.map(({ number }) => ({ ok: true, position: { shard: 0, sequence: number }, version: 1 }));
  }

  private check(appends: readonly Numbered[], callers: number): void {
    const events = appends.reduce((sum, each) => sum + each.events.length, 0);
    if (callers > 1 && (appends.length > MOST_APPENDS || events > MOST_EVENTS)) this.broken.push('too large');
    if (this.inFlight.size >= MOST_CALLS) this.broken.push('too many calls at once');
    const streams = new Set([...this.inFlight].flat().map(({ stream }) => stream));
    if (appends.some(({ stream }) => streams.has(stream))) this.broken.push('a stream in two calls at once');
  }
}

describe('a group commit', () => {
  always(
    'answers each caller for its own appends, keeps the order of each stream, and is fair where the database fails',
    fc.asyncProperty(fc.scheduler(), fc.array(caller, { maxLength: 14 }), async (scheduler, callers) => {
      const fates = callers.map((each) => each.fate);
      const database = new Database(scheduler, fates);
      const commits = new GroupCommit((appends) => database.flush(appends as Numbered[]));
      let asked = 0;
      const numbers: number[][] = [];
      const append = async ({ appends, late }: (typeof callers)[number], index: number): Promise<AppendResult[]> => {
        for (let n = 0; n < late; n++) await scheduler.schedule(Promise.resolve());
        // What the events are is of no concern here.
        const numbered = appends.map(({ stream, events }): Numbered => ({
          shard: 0,
          stream,
          expectedVersion: null,
          events: Array(events).fill({}),
          caller: index,
          number: asked++,
        }));
        numbers[index] = numbered.map(({ number }) => number);
        return commits.append(numbered);
      };
      const outcomes = await scheduler.waitFor(Promise.allSettled(callers.map(append)));
      expect(database.broken).toEqual([]);
      outcomes.forEach((outcome, index) => {
        const isLost = fates[index] !== 'stored' || database.lost.has(index);
        expect(outcome.status).toBe(isLost ? 'rejected' : 'fulfilled');
        if (outcome.status === 'fulfilled')
          expect(outcome.value.map((each) => each.ok && each.position.sequence)).toEqual(numbers[index]);
      });
      for (const stream of ['a', 'b', 'c', 'd']) {
        const order = database.stored.filter((each) => each.stream === stream).map(({ number }) => number);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    }),
    { runs: 300 },
  );
});
