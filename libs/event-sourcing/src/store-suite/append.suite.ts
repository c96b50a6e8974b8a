import { describe, expect, it } from '@jest/globals';
import { shardOf } from '../shard.js';
import { Account, deposited, opened } from './account.fixture.js';
import { amountsIn, expectGapless, readAll, SHARDS, type TheStore } from './reads.fixture.js';

export const appendSuite = (store: TheStore): void =>
  describe('append', () => {
    it('keeps an event as it was said, whatever text it holds', async () => {
      const text = 'a"b\\c\\"d {,} NULL \\u0000 \n\t 中文 😀 é\u2028';
      const data = { text, deep: [{ n: 1.5, none: null }, []], [text]: true };
      const meta = { actor: 'user:中文"\\', causationId: 'x' };
      const [result] = await store().append([{ stream: `s-"${text}\\`, events: [{ type: text, data, meta }] }]);
      const [event] = await store().readStream(`s-"${text}\\`);
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
      const appending = store().append([{ stream: 's', events: [{ type: 'Said', ...event }] }]);
      await expect(appending).rejects.toMatchObject({ kind: 'invalid' });
      expect(await readAll(store())).toEqual([]);
    });

    it('refuses an append without events, and a stream without a name', async () => {
      await expect(store().append([{ stream: 's', events: [] }])).rejects.toMatchObject({ code: 'EmptyAppend' });
      await expect(store().append([{ stream: '', events: [deposited(1)] }])).rejects.toMatchObject({
        code: 'NameNotStorable',
      });
      expect(await store().append([])).toEqual([]);
    });

    it('gives conflicts the current version, and lets the other streams of the call stand', async () => {
      await store().append([{ stream: 'a', events: [deposited(1), deposited(2)] }]);
      const results = await store().append([
        { stream: 'a', expectedVersion: 1, events: [deposited(3)] },
        { stream: 'b', expectedVersion: 0, events: [deposited(4)] },
        { stream: 'c', expectedVersion: 1, events: [deposited(5)] },
        { stream: 'a', expectedVersion: 2, events: [deposited(6)] },
      ]);
      expect(results.map((result) => (result.ok ? result.version : -result.currentVersion))).toEqual([-2, 1, -0, 3]);
      expect(await amountsIn(store(), 'a')).toEqual([1, 2, 6]);
      expect(await amountsIn(store(), 'c')).toEqual([]);
      await expectGapless(store());
    });

    it('takes several appends to one stream in one call in their order, each upon the one before', async () => {
      const results = await store().append([
        { stream: 'a', expectedVersion: 0, events: [deposited(1), deposited(2)] },
        { stream: 'a', expectedVersion: 0, events: [deposited(3)] },
        { stream: 'b', events: [deposited(9)] },
        { stream: 'a', events: [deposited(4)] },
        { stream: 'a', expectedVersion: 3, events: [deposited(5)] },
      ]);
      expect(results.map((result) => (result.ok ? result.version : -result.currentVersion))).toEqual([2, -2, 1, 3, 4]);
      expect(await amountsIn(store(), 'a')).toEqual([1, 2, 4, 5]);
      const last = (await store().readStream('a')).at(-1)!;
      expect(results[4]).toMatchObject({ position: { shard: last.shard, sequence: last.sequence } });
      await expectGapless(store());
    });

    it('keeps sequences gapless and versions in order under 64 concurrent writers', async () => {
      const writers = Array.from({ length: 64 }, async (_, writer) => {
        for (let turn = 0; turn < 5; turn++) {
          await store().append([
            { stream: `own-${writer}`, expectedVersion: turn, events: [deposited(turn)] },
            { stream: `shared-${turn}`, events: [deposited(writer), deposited(-writer)] },
          ]);
        }
      });
      await Promise.all(writers);
      await expectGapless(store());
      expect(await readAll(store())).toHaveLength(64 * 5 * 3);
    });

    it('puts a stream where its partition key says, and decisions upon it too', async () => {
      const partitionKey = 'customer-1';
      const shard = shardOf(partitionKey, SHARDS);
      expect(shard).not.toBe(shardOf('account-1', SHARDS));
      const [result] = await store().append([
        { stream: 'account-1', partitionKey, events: [{ ...opened('Ada'), schemaVersion: 2 }] },
      ]);
      const changed = await store().transact(Account, '1', Account.deposit(1));
      expect([result, changed]).toMatchObject([{ position: { shard } }, { position: { shard }, version: 2 }]);
    });

    it('wakes readers after an append, until told to stop', async () => {
      let woken = 0;
      const stop = store().onAppended(() => woken++);
      await store().append([{ stream: 'a', expectedVersion: 5, events: [deposited(1)] }]);
      expect(woken).toBe(0);
      await store().append([{ stream: 'a', events: [deposited(1)] }]);
      expect(woken).toBe(1);
      stop();
      await store().append([{ stream: 'a', events: [deposited(1)] }]);
      expect(woken).toBe(1);
    });
  });
