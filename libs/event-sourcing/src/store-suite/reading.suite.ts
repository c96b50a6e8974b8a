import { describe, expect, it } from '@jest/globals';
import type { StreamAppend } from '../event-store.js';
import { shardOf } from '../shard.js';
import { Account, deposited, opened } from './account.fixture.js';
import { FROM_START, readAll, SHARDS, type TheStore } from './reads.fixture.js';

export const readingSuite = (store: TheStore): void =>
  describe('reading', () => {
    it('upcasts older shapes, in streams and in shards', async () => {
      await store().append([{ stream: 'account-1', events: [{ type: 'AccountOpened', data: { holder: 'Ada' } }] }]);
      expect((await store().load(Account, '1')).state.owner).toBe('Ada');
      const current = { schemaVersion: 2, data: { owner: 'Ada' } };
      expect(await store().readStream('account-1')).toMatchObject([current]);
      expect(await readAll(store())).toMatchObject([current]);
    });

    it('gives histories in order, from a version on', async () => {
      await store().append([
        { stream: 'a', events: [1, 2, 3].map(deposited) },
        { stream: 'b', events: [deposited(9)] },
      ]);
      expect((await store().readStream('a', 1)).map((event) => event.version)).toEqual([2, 3]);
      const histories = await store().readStreams(['b', 'a', 'nobody', 'a']);
      expect([...histories.keys()].sort()).toEqual(['a', 'b']);
      expect(histories.get('a')!.map((event) => event.version)).toEqual([1, 2, 3]);
      expect(await store().readStreams([])).toEqual(new Map());
    });

    it('reads shards page by page', async () => {
      const appends: StreamAppend[] = Array.from({ length: 40 }, (_, n) => ({
        stream: `s-${n}`,
        events: [deposited(n)],
      }));
      await store().append(appends);
      const seen: number[] = [];
      let after = FROM_START;
      for (;;) {
        const slices = await store().readShards(after, 3);
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
      expect(after).toEqual(await store().heads());
    });

    it('passes over other types, and says how far', async () => {
      await store().append([{ stream: 'a', events: [opened('a'), ...[1, 2, 3].map(deposited), opened('b')] }]);
      const shard = shardOf('a', SHARDS);
      const slice = async (after: number, limit: number) =>
        (await store().readShards(FROM_START.with(shard, after), limit, { types: ['AccountOpened'] }))[shard]!;
      expect(await slice(0, 3)).toMatchObject({ upTo: 3, events: [{ sequence: 1 }] });
      expect(await slice(1, 3)).toMatchObject({ upTo: 4, events: [] });
      expect(await slice(3, 3)).toMatchObject({ upTo: 5, events: [{ sequence: 5 }] });
      expect(await slice(5, 3)).toMatchObject({ upTo: 5, events: [] });
      expect(await store().readShards([0], 3, { types: [] })).toHaveLength(1);
    });
  });
