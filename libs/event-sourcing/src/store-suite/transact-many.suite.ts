import { describe, expect, it } from '@jest/globals';
import { isRefused } from '../decide-many.js';
import type { Change, Changed } from '../event-store.js';
import { Account, opened, type AccountEvent, type AccountState } from './account.fixture.js';
import { expectGapless, type TheStore } from './reads.fixture.js';

const unwrap = <S>(outcome: Changed<S> | { error: Error }): Changed<S> => {
  if ('error' in outcome) throw outcome.error;
  return outcome;
};

export const transactManySuite = (store: TheStore): void =>
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
      await store().transact(Account, '1', Account.open('Ada'));
      const outcomes = await store().transactMany([deposit('2', 1), open('3'), deposit('1', 7), open('1')]);
      expect(outcomes.map((outcome) => outcome.id)).toEqual(['2', '3', '1', '1']);
      expect(outcomes.map((outcome) => (isRefused(outcome) ? outcome.error.name : outcome.version))).toEqual([
        'AccountUnknown',
        1,
        2,
        2,
      ]);
      expect(await store().readStream('account-2')).toEqual([]);
      await expectGapless(store());
    });

    it('lets each change of a stream see those before it', async () => {
      const outcomes = await store().transactMany([open('1'), deposit('1', 1), open('2'), deposit('1', 2)]);
      const [first, second, , last] = outcomes.map(unwrap);
      const history = await store().readStream('account-1');
      expect([first!.version, second!.version, last!.version]).toEqual([1, 2, 3]);
      expect(last!.state).toEqual({ owner: 'owner of 1', balance: 3 });
      expect([first, second, last].map((changed) => changed!.position!.sequence)).toEqual(
        history.map((event) => event.sequence),
      );
    });

    it('refuses what cannot be stored, and only that', async () => {
      const [bad, good] = await store().transactMany([
        { decider: Account, id: '1', decide: () => [opened('a\0')] },
        { decider: Account, id: '1', decide: () => [opened('a')] },
      ]);
      expect(bad).toMatchObject({ error: { code: 'TextNotStorable' } });
      expect(good).toMatchObject({ version: 1, state: { owner: 'a' } });
    });

    it('finds a repeat of what is already so, whether guessed as new or not', async () => {
      await store().transactMany([open('1'), open('2')]);
      const again = (await store().transactMany([open('1'), open('2'), open('3')])).map(unwrap);
      expect(again.map((changed) => changed.events.length)).toEqual([0, 0, 1]);
      expect(again[0]!.state).toEqual({ owner: 'owner of 1', balance: 0 });
      expect(await store().transactMany([])).toEqual([]);
    });

    it('loses no deposit when many change the same accounts at once', async () => {
      await store().transactMany(['1', '2', '3'].map(open));
      await Promise.all(
        ['123', '321', '213', '132', '312', '231', '123', '321'].map((ids) =>
          store().transactMany([...ids].map((id) => deposit(id, 1))),
        ),
      );
      const accounts = await store().loadMany(Account, ['1', '2', '3', '4']);
      expect([...accounts.values()].map(({ state }) => state.balance)).toEqual([8, 8, 8, 0]);
      expect(accounts.get('4')).toEqual({ state: Account.initial, version: 0 });
    });
  });
