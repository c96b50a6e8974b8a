import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefused } from './decide-many.js';
import type { Decider } from './decider.js';
import { ConcurrencyError, DomainError } from './domain-error.js';
import type { AppendResult, Change, Changed, EventStore, StreamAppend } from './event-store.js';
import { shardOf } from './shard.js';
import type { Upcaster } from './upcaster.js';

type Opened = { readonly type: 'AccountOpened'; readonly data: { readonly owner: string } };
type Deposited = { readonly type: 'Deposited'; readonly data: { readonly amount: number } };
export type AccountEvent = Opened | Deposited;
export interface AccountState {
  readonly owner?: string;
  readonly balance: number;
}

/** A decider to try stores with. */
export const Account = {
  name: 'account',
  initial: { balance: 0 } as AccountState,
  schemaVersions: { AccountOpened: 2 },
  evolve: (state, event) =>
    event.type === 'AccountOpened'
      ? { ...state, owner: event.data.owner }
      : { ...state, balance: state.balance + event.data.amount },
  open:
    (owner: string) =>
    (state: AccountState): AccountEvent[] =>
      state.owner === undefined ? [opened(owner)] : [],
  deposit:
    (amount: number) =>
    (state: AccountState): AccountEvent[] => {
      if (state.owner === undefined) throw new DomainError('AccountUnknown', 'missing', 'There is no such account.');
      return [deposited(amount)];
    },
} satisfies Decider<AccountState, AccountEvent> & Record<string, unknown>;

export const opened = (owner: string): Opened => ({ type: 'AccountOpened', data: { owner } });
export const deposited = (amount: number): Deposited => ({ type: 'Deposited', data: { amount } });

/** Version 1 of AccountOpened called the owner `holder`. */
const holderToOwner: Upcaster = {
  type: 'AccountOpened',
  from: 1,
  to: 2,
  upcast: ({ holder }: { holder: string }) => ({ owner: holder }),
};

export interface StoreUnderTest {
  readonly store: EventStore;
  close(): Promise<void>;
}

type MakeStore = (options: {
  readonly name: string;
  readonly shards: number;
  readonly upcasters: readonly Upcaster[];
}) => Promise<StoreUnderTest>;

const SHARDS = 4;
const FROM_START = new Array<number>(SHARDS).fill(0);

const unwrap = <S>(outcome: Changed<S> | { error: Error }): Changed<S> => {
  if ('error' in outcome) throw outcome.error;
  return outcome;
};

const readAll = async (store: EventStore) =>
  (await store.readShards(FROM_START, 100_000)).map((slice) => slice.events).flat();

const expectGapless = async (store: EventStore): Promise<void> => {
  const slices = await store.readShards(FROM_START, 100_000);
  const heads = await store.heads();
  const versions = new Map<string, number>();
  for (const { shard, events, upTo } of slices) {
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    expect([upTo, heads[shard]]).toEqual([events.length, events.length]);
    for (const { stream, version } of events) {
      expect(version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, version);
    }
  }
};

/** What every event store must do. */
export const eventStoreSuite = (name: string, makeStore: MakeStore): void => {
  describe(name, () => {
    let store: EventStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      const made = await makeStore({ name: 'trial', shards: SHARDS, upcasters: [holderToOwner] });
      store = made.store;
      close = () => made.close();
    });
    afterEach(() => close());

    describe('append', () => {
      it('keeps an event as it was said, whatever text it holds', async () => {
        const text = 'a"b\\c\\"d {,} NULL \\u0000 \n\t 中文 😀 é\u2028';
        const data = { text, deep: [{ n: 1.5, none: null }, []], [text]: true };
        const meta = { actor: 'user:中文"\\', causationId: 'x' };
        const [result] = await store.append([{ stream: `s-"${text}\\`, events: [{ type: text, data, meta }] }]);
        const [event] = await store.readStream(`s-"${text}\\`);
        expect(result).toEqual({ ok: true, version: 1, position: { shard: event!.shard, sequence: 1 } });
        expect(event).toMatchObject({ type: text, data, meta, version: 1, schemaVersion: 1, sequence: 1 });
        expect(event!.shard).toBe(shardOf(`s-"${text}\\`, SHARDS));
        expect(event!.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
        expect(Math.abs(Date.now() - event!.recordedAt.getTime())).toBeLessThan(60_000);
      });

      it.each([
        ['U+0000', { data: { text: 'a\0b' } }],
        ['U+0000 after a backslash', { data: { text: '\\\0' } }],
        ['U+0000 in a name', { data: { 'a\0b': 1 } }],
        ['half of a surrogate pair', { data: { text: '😀'.slice(0, 1) } }],
        ['U+0000 in meta', { data: {}, meta: { actor: 'user:\0' } }],
        ['U+0000 in the type', { type: 'a\0b', data: {} }],
      ])('refuses %s in words and stores nothing', async (_, event) => {
        const appending = store.append([{ stream: 's', events: [{ type: 'Said', ...event }] }]);
        await expect(appending).rejects.toMatchObject({ kind: 'invalid' });
        expect(await readAll(store)).toEqual([]);
      });

      it('refuses an append without events, and a stream without a name', async () => {
        await expect(store.append([{ stream: 's', events: [] }])).rejects.toMatchObject({ code: 'EmptyAppend' });
        await expect(store.append([{ stream: '', events: [deposited(1)] }])).rejects.toMatchObject({
          code: 'NameNotStorable',
        });
        expect(await store.append([])).toEqual([]);
      });

      it('gives conflicts the current version, and lets the other streams of the call stand', async () => {
        await store.append([{ stream: 'a', events: [deposited(1), deposited(2)] }]);
        const results = await store.append([
          { stream: 'a', expectedVersion: 1, events: [deposited(3)] },
          { stream: 'b', expectedVersion: 0, events: [deposited(4)] },
          { stream: 'c', expectedVersion: 1, events: [deposited(5)] },
          { stream: 'a', expectedVersion: 2, events: [deposited(6)] },
        ]);
        expect(results.map((result) => (result.ok ? result.version : -result.currentVersion))).toEqual([-2, 1, -0, 3]);
        expect(await amounts('a')).toEqual([1, 2, 6]);
        expect(await amounts('c')).toEqual([]);
        await expectGapless(store);
      });

      it('takes several appends to one stream in one call in their order, each upon the one before', async () => {
        const results = await store.append([
          { stream: 'a', expectedVersion: 0, events: [deposited(1), deposited(2)] },
          { stream: 'a', expectedVersion: 0, events: [deposited(3)] },
          { stream: 'b', events: [deposited(9)] },
          { stream: 'a', events: [deposited(4)] },
          { stream: 'a', expectedVersion: 3, events: [deposited(5)] },
        ]);
        expect(results.map((result) => (result.ok ? result.version : -result.currentVersion))).toEqual([
          2, -2, 1, 3, 4,
        ]);
        expect(await amounts('a')).toEqual([1, 2, 4, 5]);
        const last = (await store.readStream('a')).at(-1)!;
        expect(results[4]).toMatchObject({ position: { shard: last.shard, sequence: last.sequence } });
        await expectGapless(store);
      });

      it('keeps sequences gapless and versions in order under 64 concurrent writers', async () => {
        const writers = Array.from({ length: 64 }, async (_, writer) => {
          for (let turn = 0; turn < 5; turn++) {
            await store.append([
              { stream: `own-${writer}`, expectedVersion: turn, events: [deposited(turn)] },
              { stream: `shared-${turn}`, events: [deposited(writer), deposited(-writer)] },
            ]);
          }
        });
        await Promise.all(writers);
        await expectGapless(store);
        expect(await readAll(store)).toHaveLength(64 * 5 * 3);
      });

      it('puts a stream where its partition key says, and decisions upon it too', async () => {
        const partitionKey = 'customer-1';
        const shard = shardOf(partitionKey, SHARDS);
        expect(shard).not.toBe(shardOf('account-1', SHARDS));
        const [result] = await store.append([
          { stream: 'account-1', partitionKey, events: [{ ...opened('Ada'), schemaVersion: 2 }] },
        ]);
        const changed = await store.transact(Account, '1', Account.deposit(1));
        expect([result, changed]).toMatchObject([{ position: { shard } }, { position: { shard }, version: 2 }]);
      });

      it('wakes readers after an append, until told to stop', async () => {
        let woken = 0;
        const stop = store.onAppended(() => woken++);
        await store.append([{ stream: 'a', expectedVersion: 5, events: [deposited(1)] }]);
        expect(woken).toBe(0);
        await store.append([{ stream: 'a', events: [deposited(1)] }]);
        expect(woken).toBe(1);
        stop();
        await store.append([{ stream: 'a', events: [deposited(1)] }]);
        expect(woken).toBe(1);
      });
    });

    describe('transact', () => {
      it('decides on the folded state and answers state, version and position', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        const changed = await store.transact(Account, '1', Account.deposit(5), { meta: { actor: 'user:ada' } });
        const [, event] = await store.readStream('account-1');
        expect(changed).toEqual({
          id: '1',
          state: { owner: 'Ada', balance: 5 },
          events: [deposited(5)],
          version: 2,
          position: { shard: event!.shard, sequence: event!.sequence },
        });
        expect(event!.meta).toEqual({ actor: 'user:ada' });
        expect(await store.load(Account, '1')).toEqual({ state: { owner: 'Ada', balance: 5 }, version: 2 });
      });

      it('stamps the schema version that the decider names', async () => {
        await store.transact(Account, '1', () => [opened('Ada'), deposited(1)]);
        expect((await store.readStream('account-1')).map((event) => event.schemaVersion)).toEqual([2, 1]);
      });

      it('appends nothing where the decision finds nothing to do', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        const again = await store.transact(Account, '1', Account.open('Bob'));
        expect(again).toEqual({ id: '1', state: { owner: 'Ada', balance: 0 }, events: [], version: 1 });
      });

      it('rejects with what the decision throws', async () => {
        await expect(store.transact(Account, '1', Account.deposit(5))).rejects.toMatchObject({
          code: 'AccountUnknown',
        });
      });

      it('does not take a refusal upon a wrong guess: a stream thought new is read first', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        const changed = await store.transact(Account, '1', Account.deposit(5), { likelyNew: true });
        expect(changed).toMatchObject({ state: { owner: 'Ada', balance: 5 }, version: 2 });
      });

      it('has one winner of 64 concurrent creations; the others see its state', async () => {
        const all = await Promise.all(
          Array.from({ length: 64 }, (_, n) =>
            store.transact(Account, '1', Account.open(`n${n}`), { likelyNew: true }),
          ),
        );
        const winners = all.filter((changed) => changed.events.length > 0);
        expect(winners).toHaveLength(1);
        expect(new Set(all.map((changed) => changed.state.owner))).toEqual(new Set([winners[0]!.state.owner]));
        expect(await store.readStream('account-1')).toHaveLength(1);
      });

      it('gives all of 64 concurrent changes of one stream their turn', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        const all = await Promise.all(
          Array.from({ length: 64 }, () => store.transact(Account, '1', Account.deposit(1))),
        );
        expect(all.map((changed) => changed.version).sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 2));
        expect((await store.load(Account, '1')).state.balance).toBe(64);
      });

      it('tries again upon a conflict, with the state as it is by then', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        let interfered: Promise<unknown> | undefined;
        const changed = await store.transact(Account, '1', (state) => {
          interfered ??= store.append([{ stream: 'account-1', events: [deposited(100)] }]);
          return [deposited(state.balance + 1)];
        });
        await interfered;
        expect(changed).toMatchObject({ state: { balance: 201 }, version: 3 });
      });

      it('gives up after 10 conflicts', async () => {
        let attempts = 0;
        const losing = store.transact(Account, '1', () => {
          void store.append([{ stream: 'account-1', events: [deposited(1)] }]);
          attempts += 1;
          return [deposited(1)];
        });
        await expect(losing).rejects.toThrow(ConcurrencyError);
        expect(attempts).toBe(10);
      });

      it('takes the version that the caller saw, and refuses another one without trying', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        let attempts = 0;
        const stale = store.transact(Account, '1', () => [deposited(++attempts)], { expectedVersion: 0 });
        await expect(stale).rejects.toMatchObject({ details: { expectedVersion: 0, currentVersion: 1 } });
        await expect(stale).rejects.toThrow(ConcurrencyError);
        expect(attempts).toBe(0);
        const changed = await store.transact(Account, '1', Account.deposit(1), { expectedVersion: 1 });
        expect(changed.version).toBe(2);
      });
    });

    describe('transactMany', () => {
      const open = (id: string): Change<AccountState, AccountEvent> => ({
        decider: Account,
        id,
        decide: Account.open(`owner of ${id}`),
        likelyNew: true,
      });
      const deposit = (id: string, amount: number): Change<AccountState, AccountEvent> => ({
        decider: Account,
        id,
        decide: Account.deposit(amount),
      });

      it('answers in order; a refused decision does not fail the others', async () => {
        await store.transact(Account, '1', Account.open('Ada'));
        const outcomes = await store.transactMany([deposit('2', 1), open('3'), deposit('1', 7), open('1')]);
        expect(outcomes.map((outcome) => outcome.id)).toEqual(['2', '3', '1', '1']);
        expect(outcomes.map((outcome) => (isRefused(outcome) ? outcome.error.name : outcome.version))).toEqual([
          'AccountUnknown',
          1,
          2,
          2,
        ]);
        expect(await store.readStream('account-2')).toEqual([]);
        await expectGapless(store);
      });

      it('lets each change of a stream see those before it', async () => {
        const outcomes = await store.transactMany([open('1'), deposit('1', 1), open('2'), deposit('1', 2)]);
        const [first, second, , last] = outcomes.map(unwrap);
        const history = await store.readStream('account-1');
        expect([first!.version, second!.version, last!.version]).toEqual([1, 2, 3]);
        expect(last!.state).toEqual({ owner: 'owner of 1', balance: 3 });
        expect([first, second, last].map((changed) => changed!.position!.sequence)).toEqual(
          history.map((event) => event.sequence),
        );
      });

      it('refuses what cannot be stored, and only that', async () => {
        const [bad, good] = await store.transactMany([
          { decider: Account, id: '1', decide: () => [opened('a\0')] },
          { decider: Account, id: '1', decide: () => [opened('a')] },
        ]);
        expect(bad).toMatchObject({ error: { code: 'TextNotStorable' } });
        expect(good).toMatchObject({ version: 1, state: { owner: 'a' } });
      });

      it('finds a repeat of what is already so, whether guessed as new or not', async () => {
        await store.transactMany([open('1'), open('2')]);
        const again = (await store.transactMany([open('1'), open('2'), open('3')])).map(unwrap);
        expect(again.map((changed) => changed.events.length)).toEqual([0, 0, 1]);
        expect(again[0]!.state).toEqual({ owner: 'owner of 1', balance: 0 });
        expect(await store.transactMany([])).toEqual([]);
      });

      it('loses no deposit when many change the same accounts at once', async () => {
        await store.transactMany(['1', '2', '3'].map(open));
        await Promise.all(
          ['123', '321', '213', '132', '312', '231', '123', '321'].map((ids) =>
            store.transactMany([...ids].map((id) => deposit(id, 1))),
          ),
        );
        const accounts = await store.loadMany(Account, ['1', '2', '3', '4']);
        expect([...accounts.values()].map(({ state }) => state.balance)).toEqual([8, 8, 8, 0]);
        expect(accounts.get('4')).toEqual({ state: Account.initial, version: 0 });
      });
    });

    describe('reading', () => {
      it('upcasts older shapes, in streams and in shards', async () => {
        await store.append([{ stream: 'account-1', events: [{ type: 'AccountOpened', data: { holder: 'Ada' } }] }]);
        expect((await store.load(Account, '1')).state.owner).toBe('Ada');
        const current = { schemaVersion: 2, data: { owner: 'Ada' } };
        expect(await store.readStream('account-1')).toMatchObject([current]);
        expect(await readAll(store)).toMatchObject([current]);
      });

      it('gives histories in order, from a version on', async () => {
        await store.append([
          { stream: 'a', events: [1, 2, 3].map(deposited) },
          { stream: 'b', events: [deposited(9)] },
        ]);
        expect((await store.readStream('a', 1)).map((event) => event.version)).toEqual([2, 3]);
        const histories = await store.readStreams(['b', 'a', 'nobody', 'a']);
        expect([...histories.keys()].sort()).toEqual(['a', 'b']);
        expect(histories.get('a')!.map((event) => event.version)).toEqual([1, 2, 3]);
        expect(await store.readStreams([])).toEqual(new Map());
      });

      it('reads shards page by page', async () => {
        const appends: StreamAppend[] = Array.from({ length: 40 }, (_, n) => ({
          stream: `s-${n}`,
          events: [deposited(n)],
        }));
        await store.append(appends);
        const seen: number[] = [];
        let after = FROM_START;
        for (;;) {
          const slices = await store.readShards(after, 3);
          expect(slices.map((slice) => slice.shard)).toEqual([0, 1, 2, 3]);
          for (const { shard, events, upTo } of slices) {
            expect(events.length).toBeLessThanOrEqual(3);
            expect(upTo).toBe(after[shard]! + events.length);
            seen.push(...events.map((event) => (event.data as { amount: number }).amount));
          }
          if (slices.every((slice) => slice.events.length === 0)) break;
          after = slices.map((slice) => slice.upTo);
        }
        expect(seen.sort((a, b) => a - b)).toEqual(appends.map((_, n) => n));
        expect(after).toEqual(await store.heads());
      });

      it('passes over other types, and says how far', async () => {
        await store.append([{ stream: 'a', events: [opened('a'), ...[1, 2, 3].map(deposited), opened('b')] }]);
        const shard = shardOf('a', SHARDS);
        const slice = async (after: number, limit: number) =>
          (await store.readShards(FROM_START.with(shard, after), limit, { types: ['AccountOpened'] }))[shard]!;
        expect(await slice(0, 3)).toMatchObject({ upTo: 3, events: [{ sequence: 1 }] });
        expect(await slice(1, 3)).toMatchObject({ upTo: 4, events: [] });
        expect(await slice(3, 3)).toMatchObject({ upTo: 5, events: [{ sequence: 5 }] });
        expect(await slice(5, 3)).toMatchObject({ upTo: 5, events: [] });
        expect(await store.readShards([0], 3, { types: [] })).toHaveLength(1);
      });
    });

    it('comes to the same as a plain model, whatever is appended in whatever calls at once', async () => {
      const append = fc.record({
        stream: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        expectedVersion: fc.option(fc.nat(4), { nil: undefined }),
        count: fc.integer({ min: 1, max: 3 }),
      });
      const calls = fc.array(fc.array(append, { maxLength: 6 }), { maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(calls, fc.uuid(), async (calls, run) => {
          const appends = calls.map((call) =>
            call.map(({ stream, expectedVersion, count }) => ({
              stream: `${run}-${stream}`,
              expectedVersion,
              events: Array.from({ length: count }, (_, n) => deposited(n)),
            })),
          );
          const results = await Promise.all(appends.map((call) => store.append(call)));
          await expectGapless(store);
          await expectAsModelled(appends.flat(), results.flat());
        }),
        { numRuns: 25 },
      );
    });

    const amounts = async (stream: string): Promise<number[]> =>
      (await store.readStream(stream)).map((event) => (event.data as { amount: number }).amount);

    /** Calls are taken in the order in which they were made, so each result can be told beforehand. */
    const expectAsModelled = async (
      appends: readonly (StreamAppend & { readonly stream: string })[],
      results: readonly AppendResult[],
    ): Promise<void> => {
      const versions = new Map<string, number>();
      const expected = appends.map(({ stream, expectedVersion, events }) => {
        const currentVersion = versions.get(stream) ?? 0;
        if (expectedVersion !== undefined && expectedVersion !== currentVersion) return { ok: false, currentVersion };
        versions.set(stream, currentVersion + events.length);
        return { ok: true, version: currentVersion + events.length };
      });
      expect(results).toMatchObject(expected);
      for (const [stream, version] of versions) expect(await store.readStream(stream)).toHaveLength(version);
      const streams = await store.readStreams([...versions.keys()]);
      for (const [index, result] of results.entries()) {
        if (!result.ok) continue;
        const event = streams.get(appends[index]!.stream)![result.version - 1]!;
        expect(result.position).toEqual({ shard: event.shard, sequence: event.sequence });
      }
    };
  });
};
