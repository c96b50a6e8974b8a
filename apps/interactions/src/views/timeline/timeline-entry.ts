import type { ActivityKind } from '@clientele/contracts';

export const TIMELINE_KINDS = [
  'lead',
  'purchase',
  'call',
  'mail',
  'message',
  'visit',
  'page-view',
  'social',
  'other',
] as const satisfies readonly ('lead' | 'purchase' | ActivityKind)[];
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One thing that passed between a customer and us. */
export interface TimelineEntry {
  /** The fact's id, or the id of the activity logged by hand. */
  readonly id: string;
  readonly kind: TimelineKind;
  readonly occurredAt: string;
  /** Whose it is: the customer asked for, or one merged into it. */
  readonly customerId: string;
  /** Where the fact came from; absent for what was logged by hand. */
  readonly source?: string;
  readonly sourceId?: string;
  /** Who logged it by hand. */
  readonly actor?: string;
  readonly channel?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Leads only. */
  readonly converted?: boolean;
  /** Activities only. */
  readonly direction?: 'inbound' | 'outbound';
  readonly subject?: string;
  readonly text?: string;
  /** Purchases only. */
  readonly purchase?: TimelinePurchase;
}

export interface TimelinePurchase {
  readonly amount: string;
  readonly currency: string;
  readonly quantity: number;
  readonly orderId?: string;
  readonly refunds: readonly {
    readonly refundId: string;
    readonly amount: string;
    readonly occurredAt: string;
    readonly reason?: string;
  }[];
  readonly cancellation?: { readonly occurredAt: string; readonly reason?: string };
  /** What it comes to: the amount less refunds; 0 where it is cancelled. */
  readonly net: string;
}
