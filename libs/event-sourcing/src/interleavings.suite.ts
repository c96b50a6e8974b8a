import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { isRefused } from './decide-many.js';
import type { Decider } from './decider.js';
import type { RecordedEvent } from './event.js';
import type { AppendResult, EventStore } from './event-store.js';

const SHARDS = 3;
const STREAMS = ['sum-a', 'sum-b', 'sum-c', 'sum-d', 'sum-e'];
/** Two streams whose key is not their name, and the same. */
const KEYS: Readonly<Record<string, string>> = { 'sum-d': 'k', 'sum-e': 'k' };

type Added = { readonly type: 'Added'; readonly data: { readonly mark: string } };
const Sum: Decider<number, Added> = { name: 'sum', initial: 0, evolve: (count) => count + 1 };

/** One thing that somebody does, at the same time as others. */
export interface Action {
  readonly how: string;
  readonly appends: readonly {
    readonly stream: string;
    readonly events: number;
    readonly expectedVersion?: number | undefined;
  }[];
}

export interface Appending extends Action {
  /** In each event, so that it is known again: `<mark> <append> <event>`. */
  readonly mark: string;
}

/** What became of it, as whoever did it was told; `unknown` where it broke off. */
export type Outcome = readonly AppendResult[] | 'nothing' | 'unknown';

export type Way = (store: EventStore, appending: Appending) => Promise<Outcome>;

const eventsOf = (mark: string, append: number, count: number): Added[] =>
  Array.from({ length: count }, (_, n) => ({ type: 'Added', data: { mark: `${mark} ${append} ${n}` } }));

export const appendsOf = ({ appends, mark }: Appending) =>
  appends.map(({ stream, events, expectedVersion }, index) => ({
    stream,
    ...(expectedVersion !== undefined && { expectedVersion }),
    ...(KEYS[stream] !== undefined && { partitionKey: KEYS[stream] }),
    events: eventsOf(mark, index, events),
  }));

/** What every store can do. */
export const WAYS: Readonly<Record<string, Way>> = {
  append: (store, appending) => store.append(appendsOf(appending)),
  decide: async (store, { appends, mark }) => {
    const outcomes = await store.transactMany(
      // Where a decision says no key, the name of the stream is it.
      appends.map(({ stream, events, expectedVersion }, index) => ({
        decider: Sum,
        id: KEYS[stream] === undefined ? stream.slice('sum-'.length) : 'a',
        decide: () => eventsOf(mark, index, events),
        likelyNew: index % 2 === 0,
        ...(expectedVersion !== undefined && { expectedVersion }),
      })),
    );
    return outcomes.map((outcome) =>
      isRefused(outcome)
        ? { ok: false, currentVersion: 0 }
        : { ok: true, position: outcome.position!, version: outcome.version },
    );
  },
};

const actionOf = (ways: readonly string[]): fc.Arbitrary<Action> =>
  fc.record({
    how: fc.constantFrom(...ways),
    appends: fc.array(
      fc.record({
        stream: fc.constantFrom(...STREAMS),
        events: fc.integer({ min: 1, max: 3 }),
        expectedVersion: fc.option(fc.nat(4), { nil: undefined, freq: 2 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });

export interface FreshStores {
  /** As many processes have them, over the same events; none yet. */
  readonly stores: readonly EventStore[];
  /** Of one who only looks, and to whom nothing happens. */
  readonly onlooker: EventStore;
}

export interface Interleaved {
  readonly ways: Readonly<Record<string, Way>>;
  readonly runs: number;
  readonly fresh: (shards: number) => Promise<FreshStores>;
}

/** Whatever is done at once, and wherever it breaks off, the rules of the store hold. */
export const interleavingSuite = (name: string, { ways, runs, fresh }: Interleaved): void => {
  describe(`${name}, whatever is done at once`, () => {
    const rounds = fc.array(fc.array(actionOf(Object.keys(ways)), { minLength: 1, maxLength: 6 }), { maxLength: 4 });

    always(
      'keeps sequences gapless, streams in order, and all that was acknowledged, once and where it said; readers miss nothing',
      fc.asyncProperty(rounds, async (program) => {
        const { stores, onlooker } = await fresh(SHARDS);
        const reader = new Reader(onlooker);
        const reading = reader.read();
        const outcomes = new Map<Appending, Outcome>();
        for (const [round, actions] of program.entries()) {
          await Promise.all(
            actions.map(async (action, index) => {
              const appending = { ...action, mark: `${round}.${index}` };
              outcomes.set(appending, await ways[action.how]!(stores[index % stores.length]!, appending));
            }),
          );
        }
        reader.isOver = true;
        await reading;
        await checkStore(onlooker, reader.seen);
        for (const [appending, outcome] of outcomes) checkOutcome(appending, outcome, reader.seen);
      }),
      { runs, endOnFailure: true },
    );
  });
};

/** Reads as a subscription does, all the while. */
class Reader {
  readonly seen: RecordedEvent[] = [];
  isOver = false;
  private readonly after = Array<number>(SHARDS).fill(0);

  constructor(private readonly store: EventStore) {}

  async read(): Promise<void> {
    let hasMore = true;
    while (hasMore || !this.isOver) {
      // Before it looks, so that it looks once more after the end.
      hasMore = !this.isOver;
      for (const { shard, events, upTo } of await this.store.readShards(this.after, 4)) {
        const from = this.after[shard]!;
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => from + index + 1));
        expect(upTo).toBe(from + events.length);
        this.after[shard] = upTo;
        this.seen.push(...events);
        hasMore ||= events.length > 0;
      }
    }
  }
}

const markOf = (event: RecordedEvent): string => (event.data as Added['data']).mark;

const checkStore = async (store: EventStore, events: readonly RecordedEvent[]): Promise<void> => {
  const counts = Array.from({ length: SHARDS }, (_, shard) => events.filter((event) => event.shard === shard).length);
  expect(await store.heads()).toEqual(counts);
  expect(new Set(events.map(markOf)).size).toBe(events.length);
  for (const stream of STREAMS) {
    const history = events.filter((event) => event.stream === stream);
    expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
    expect(new Set(history.map(({ shard }) => shard)).size).toBeLessThanOrEqual(1);
    expect(await store.readStream(stream)).toEqual(history);
  }
};

const checkOutcome = (appending: Appending, outcome: Outcome, events: readonly RecordedEvent[]): void => {
  appending.appends.forEach((append, index) => {
    const found = events.filter((event) => markOf(event).startsWith(`${appending.mark} ${index} `));
    if (outcome === 'unknown') return expect([0, append.events]).toContain(found.length);
    const result = outcome === 'nothing' ? undefined : outcome[index]!;
    if (!result?.ok) return expect(found).toEqual([]);
    const { position, version } = result;
    const from = position.sequence - append.events;
    expect(found.map(({ sequence }) => sequence)).toEqual(found.map((_, n) => from + n + 1));
    expect(found.map(markOf)).toEqual(found.map((_, n) => `${appending.mark} ${index} ${n}`));
    expect(found.at(-1)).toMatchObject({ ...position, version });
  });
};
