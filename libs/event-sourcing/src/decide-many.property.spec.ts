import { describe, expect } from '@jest/globals';
import { always } from '@clientele/testing';
import fc from 'fast-check';
import { isRefused } from './decide-many.js';
import type { Decider, Decision } from './decider.js';
import { DomainError } from './domain-error.js';
import type { RecordedEvent } from './event.js';
import type { AppendResult, Change } from './event-store.js';
import { MemoryEventStore } from './memory-event-store.js';
import type { PreparedAppend } from './prepared-append.js';

/** Answers in whatever order the scheduler likes, as a database of many processes does. */
class SlowStore extends MemoryEventStore {
  constructor(private readonly scheduler: fc.Scheduler) {
    super({ shards: 2 });
  }

  override async readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const found = await super.readStreams(streams);
    await this.scheduler.schedule(Promise.resolve());
    return found;
  }

  protected override async appendPrepared(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    await this.scheduler.schedule(Promise.resolve());
    return super.appendPrepared(appends);
  }
}

type Added = { readonly type: 'Added'; readonly data: { readonly amount: number } };
const Sum: Decider<number, Added> = { name: 'sum', initial: 0, evolve: (sum, { data }) => sum + data.amount };
const amountOf = (event: { readonly data: object }): number => (event as Added).data.amount;

/** 0 is refused, and less than `least` before it. */
const add =
  (amount: number, least: number): Decision<number, Added> =>
  (sum) => {
    if (amount === 0 || sum < least) throw new DomainError('Nothing', 'invalid', 'It adds nothing.');
    return [{ type: 'Added', data: { amount } }];
  };

const change = fc.record({
  id: fc.constantFrom('1', '2', '3'),
  likelyNew: fc.boolean(),
  isRefused: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  needsSome: fc.boolean(),
  expectedVersion: fc.option(fc.nat(3), { nil: undefined, freq: 8 }),
});
const calls = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

describe('decisions made at the same time', () => {
  always(
    'all stand, one upon the other, or are refused: none is lost, none twice, and nobody waits for ever',
    fc.asyncProperty(fc.scheduler(), calls, async (scheduler, asked) => {
      const store = new SlowStore(scheduler);
      // Each adds another power of two, so that a sum tells which of them are in it.
      let next = 1;
      await scheduler.waitFor(store.append([{ stream: 'sum-1', events: [{ type: 'Added', data: { amount: next } }] }]));
      const changes = asked.map((call) =>
        call.map(({ isRefused: no, needsSome, ...rest }): Change<number, Added> => ({
          decider: Sum,
          ...rest,
          decide: add(no ? 0 : (next *= 2), needsSome ? 1 : 0),
        })),
      );
      const answered = await scheduler.waitFor(Promise.all(changes.map((call) => store.transactMany(call))));
      for (const id of ['1', '2', '3']) {
        const history = (await store.readStream(`sum-${id}`)).map(amountOf);
        const added = id === '1' ? history.slice(1) : history;
        const accepted = answered
          .flat()
          .flatMap((outcome) => (outcome.id === id && !isRefused(outcome) ? [outcome] : []));
        expect(accepted.flatMap(({ events }) => events.map(amountOf)).sort()).toEqual([...added].sort());
        for (const { state, version, position, events } of accepted) {
          expect(state).toBe(history.slice(0, version).reduce((sum, amount) => sum + amount, 0));
          const { shard, sequence } = position!;
          const after = Array.from({ length: store.shards }, (_, each) => (each === shard ? sequence - 1 : 0));
          const [found] = (await store.readShards(after, 1))[shard]!.events;
          expect(amountOf(found!)).toBe(amountOf(events[0]!));
        }
      }
      asked.flat().forEach(({ id, isRefused: no, needsSome, expectedVersion }, index) => {
        // Only the first stream had something before.
        const mayBe = no || expectedVersion !== undefined || (needsSome && id !== '1');
        expect(isRefused(answered.flat()[index]!) ? mayBe : !no).toBe(true);
      });
    }),
    { runs: 300 },
  );
});
