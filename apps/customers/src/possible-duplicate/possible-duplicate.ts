import { DomainError, type Decider, type Decision } from '@clientele/event-sourcing';

/** Two customers share an identifier: perhaps they are one person. People decide. */
export type PossibleDuplicateEvent =
  | {
      readonly type: 'PossibleDuplicateReported';
      readonly data: {
        readonly customerIds: readonly [string, string];
        /** The keys that led to one while others of the same fact led to the other. */
        readonly keys: readonly string[];
        readonly occurredAt: string;
        readonly factId?: string;
      };
    }
  | {
      readonly type: 'PossibleDuplicateDismissed';
      readonly data: { readonly reason?: string; readonly occurredAt: string };
    };

export interface PossibleDuplicateState {
  readonly reported: boolean;
  readonly dismissed: boolean;
}

export interface Report {
  readonly customerIds: readonly [string, string];
  readonly keys: readonly string[];
  readonly occurredAt: string;
  readonly factId?: string;
}

type Decide = Decision<PossibleDuplicateState, PossibleDuplicateEvent>;

const evolve = (state: PossibleDuplicateState, event: PossibleDuplicateEvent): PossibleDuplicateState =>
  event.type === 'PossibleDuplicateReported' ? { ...state, reported: true } : { ...state, dismissed: true };

/** Once for each pair, also after somebody dismissed it. */
const report =
  (data: Report): Decide =>
  (state) =>
    state.reported ? [] : [{ type: 'PossibleDuplicateReported', data }];

const dismiss =
  (data: { readonly reason?: string; readonly occurredAt: string }): Decide =>
  (state) => {
    if (!state.reported)
      throw new DomainError('PossibleDuplicateUnknown', 'missing', 'No such possible duplicate has been reported.');
    return state.dismissed ? [] : [{ type: 'PossibleDuplicateDismissed', data }];
  };

const decider: Decider<PossibleDuplicateState, PossibleDuplicateEvent> = {
  name: 'possible-duplicate',
  initial: { reported: false, dismissed: false },
  evolve,
};
const decisions = { report, dismiss };

export const PossibleDuplicate: typeof decider & typeof decisions = { ...decider, ...decisions };
