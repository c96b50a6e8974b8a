import type { Decider, Decision } from '@clientele/event-sourcing';
import type { FactKind } from '../fact/fact-id.js';
import type { Reason } from '../record/reason.js';
import type { Keepable } from './keepable.js';

export interface RecordRejected {
  readonly type: 'RecordRejected';
  readonly data: {
    readonly rejectionId: string;
    readonly kind: FactKind;
    readonly source?: string;
    readonly sourceId?: string;
    readonly reasons: readonly Reason[];
    readonly rejectedAt: string;
    /** The import it came by, and its row there. */
    readonly importId?: string;
    readonly row?: number;
  } & Keepable;
}

export interface RejectionState {
  readonly rejected?: RecordRejected['data'];
}

/** A record that was refused, remembered so that it can be mended and sent again. */
export const Rejection = {
  name: 'rejection',
  initial: {} as RejectionState,
  evolve: (_: RejectionState, { data }: RecordRejected): RejectionState => ({ rejected: data }),

  /** The same record refused again is nothing new. */
  reject:
    (data: RecordRejected['data']): Decision<RejectionState, RecordRejected> =>
    ({ rejected }) =>
      rejected ? [] : [{ type: 'RecordRejected', data }],
} satisfies Decider<RejectionState, RecordRejected> & Record<string, unknown>;
