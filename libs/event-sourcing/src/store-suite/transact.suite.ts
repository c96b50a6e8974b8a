import { describe, expect, it } from '@jest/globals';
import { ConcurrencyError } from '../domain-error.js';
import { Account, deposited, opened } from './account.fixture.js';
import type { TheStore } from './reads.fixture.js';

export const transactSuite = (store: TheStore): void =>
  describe('transact', () => {
    it('decides on the folded state and answers state, version and position', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      const changed = await store().transact(Account, '1', Account.deposit(5), { meta: { actor: 'user:ada' } });
      const [, event] = await store().readStream('account-1');
      expect(changed).toEqual({
        id: '1',
        state: { owner: 'Ada', balance: 5 },
        events: [deposited(5)],
        version: 2,
        position: { shard: event!.shard, sequence: event!.sequence },
      });
      expect(event!.meta).toEqual({ actor: 'user:ada' });
      expect(await store().load(Account, '1')).toEqual({ state: { owner: 'Ada', balance: 5 }, version: 2 });
    });

    it('stamps the schema version that the decider names', async () => {
      await store().transact(Account, '1', () => [opened('Ada'), deposited(1)]);
      expect((await store().readStream('account-1')).map((event) => event.schemaVersion)).toEqual([2, 1]);
    });

    it('appends nothing where the decision finds nothing to do', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      const again = await store().transact(Account, '1', Account.open('Bob'));
      expect(again).toEqual({ id: '1', state: { owner: 'Ada', balance: 0 }, events: [], version: 1 });
    });

    it('rejects with what the decision throws', async () => {
      await expect(store().transact(Account, '1', Account.deposit(5))).rejects.toMatchObject({
        code: 'AccountUnknown',
      });
    });

    it('does not take a refusal upon a wrong guess: a stream thought new is read first', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      const changed = await store().transact(Account, '1', Account.deposit(5), { likelyNew: true });
      expect(changed).toMatchObject({ state: { owner: 'Ada', balance: 5 }, version: 2 });
    });

    it('has one winner of 64 concurrent creations; the others see its state', async () => {
      const all = await Promise.all(
        Array.from({ length: 64 }, (_, n) =>
          store().transact(Account, '1', Account.open(`n${n}`), { likelyNew: true }),
        ),
      );
      const winners = all.filter((changed) => changed.events.length > 0);
      expect(winners).toHaveLength(1);
      expect(new Set(all.map((changed) => changed.state.owner))).toEqual(new Set([winners[0]!.state.owner]));
      expect(await store().readStream('account-1')).toHaveLength(1);
    });

    it('gives all of 64 concurrent changes of one stream their turn', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      const all = await Promise.all(
        Array.from({ length: 64 }, () => store().transact(Account, '1', Account.deposit(1))),
      );
      expect(all.map((changed) => changed.version).sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 2));
      expect((await store().load(Account, '1')).state.balance).toBe(64);
    });

    it('tries again upon a conflict, with the state as it is by then', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      let interfered: Promise<unknown> | undefined;
      const changed = await store().transact(Account, '1', (state) => {
        interfered ??= store().append([{ stream: 'account-1', events: [deposited(100)] }]);
        return [deposited(state.balance + 1)];
      });
      await interfered;
      expect(changed).toMatchObject({ state: { balance: 201 }, version: 3 });
    });

    it('gives up after 10 conflicts', async () => {
      let attempts = 0;
      const losing = store().transact(Account, '1', () => {
        void store().append([{ stream: 'account-1', events: [deposited(1)] }]);
        attempts += 1;
        return [deposited(1)];
      });
      await expect(losing).rejects.toThrow(ConcurrencyError);
      expect(attempts).toBe(10);
    });

    it('takes the version that the caller saw, and refuses another one without trying', async () => {
      await store().transact(Account, '1', Account.open('Ada'));
      let attempts = 0;
      const stale = store().transact(Account, '1', () => [deposited(++attempts)], { expectedVersion: 0 });
      await expect(stale).rejects.toMatchObject({ details: { expectedVersion: 0, currentVersion: 1 } });
      await expect(stale).rejects.toThrow(ConcurrencyError);
      expect(attempts).toBe(0);
      const changed = await store().transact(Account, '1', Account.deposit(1), { expectedVersion: 1 });
      expect(changed.version).toBe(2);
    });
  });
