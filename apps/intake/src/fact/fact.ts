import type { ActivityReceivedDataV1, LeadReceivedDataV1, PurchaseReceivedDataV1 } from '@clientele/contracts';
import { DomainError, type Decider, type Decision } from '@clientele/event-sourcing';

/** What intake keeps for itself. */
export interface Kept {
  readonly receivedAt: string;
  /** Values as they came, by JSON pointer into the record; only those that cleaning changed. */
  readonly original?: Readonly<Record<string, unknown>>;
}

export type FactEvent =
  | { readonly type: 'LeadReceived'; readonly data: LeadReceivedDataV1 & Kept }
  | { readonly type: 'PurchaseReceived'; readonly data: PurchaseReceivedDataV1 & Kept }
  | { readonly type: 'ActivityReceived'; readonly data: ActivityReceivedDataV1 & Kept };

export interface FactState {
  /** When it was received; undefined while it was not. */
  readonly receivedAt?: string;
  /** What two facts of the same identity must share if they are the same. */
  readonly gist?: string;
}

/** Received once, for good. */
export const Fact = {
  name: 'fact',
  initial: {} as FactState,
  evolve: (_: FactState, event: FactEvent): FactState => ({
    receivedAt: event.data.receivedAt,
    gist: gistOf(event),
  }),

  /** A repeat decides nothing: the first receipt stands. */
  receive:
    (event: FactEvent): Decision<FactState, FactEvent> =>
    (state) =>
      state.receivedAt === undefined ? [event] : [],

  /**
   * For a fact that is known by its row in a file only. Another fact in the same row of the same source means another
   * file: taken for a repeat, it would be lost.
   */
  receiveRow:
    (event: FactEvent): Decision<FactState, FactEvent> =>
    (state) => {
      if (state.receivedAt === undefined) return [event];
      if (state.gist === gistOf(event)) return [];
      throw new DomainError(
        'RowTakenBefore',
        'conflict',
        'A row of this number was taken in before from this source, with other content. Rows without an id are known by ' +
          'their number: give every file a source name of its own, or map a column to id.',
      );
    },
} satisfies Decider<FactState, FactEvent> & Record<string, unknown>;

const gistOf = ({ type, data }: FactEvent): string => {
  const parts = [data.keys[0]];
  if (type === 'PurchaseReceived') parts.push(data.occurredAt, data.amount, data.currency, String(data.quantity));
  if (type === 'ActivityReceived') parts.push(data.activity);
  return parts.join(' ');
};
