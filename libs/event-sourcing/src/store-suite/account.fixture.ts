import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';

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
