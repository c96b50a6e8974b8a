import type { Change, Changed, DomainEvent, EventMeta, Refused } from '@clientele/event-sourcing';
import { cleanRecord, type CleanFact, type CleaningContext } from '../record/clean-record.js';
import { IncomingFields, type JsonObject } from '../record/incoming-fields.js';
import type { Reason } from '../record/reason.js';
import { keepable } from '../rejection/keepable.js';
import { rejectionIdOf } from '../rejection/rejection-id.js';
import { Rejection, type RecordRejected, type RejectionState } from '../rejection/rejection.js';
import type { FactKind } from './fact-id.js';
import { Fact, type FactEvent, type FactState } from './fact.js';

/** A record on its way in. */
export interface Incoming {
  readonly kind: FactKind;
  readonly record: unknown;
  /** What is wrong with it before it can even be read as a record. */
  readonly problem?: Reason | undefined;
  /** The CloudEvent that brought it: it says whose record it is, also where that cannot be read. */
  readonly event?: JsonObject | undefined;
  /** What to remember where it is refused, if not the record. */
  readonly asItCame?: (() => unknown) | undefined;
  /** Where in a file or a stream of lines it stands. */
  readonly row?: number | undefined;
  /** Where a field of the record stood in what came. */
  readonly pointerOf?: ((pointer: string) => string) | undefined;
  /** It has no id of its own: its row is what it is known by. */
  readonly knownByRow?: boolean | undefined;
  /** Of the trace that it came with, where records of many traces come together. */
  readonly traceparent?: string | undefined;
}

/** Says what became of a record. */
export interface Receipt {
  /** The fact's id, or the rejection's. */
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  /** Of the first time, for a duplicate. */
  readonly receivedAt: string;
  readonly reasons?: readonly Reason[];
}

export interface BatchContext extends CleaningContext {
  readonly importId?: string;
}

export type IntakeState = FactState | RejectionState;
type Names = Readonly<Partial<Record<'source' | 'sourceId', string | undefined>>>;
type AnyChange = Change<IntakeState, DomainEvent>;

const TYPES = { lead: 'LeadReceived', purchase: 'PurchaseReceived', activity: 'ActivityReceived' } as const;

/** Records made into changes for one append, and the outcomes made into receipts. Pure. */
export class FactBatch {
  readonly changes: AnyChange[] = [];
  private readonly receivedAt: string;

  constructor(
    incoming: readonly Incoming[],
    private readonly context: BatchContext,
  ) {
    this.receivedAt = new Date(context.now).toISOString();
    for (const each of incoming) this.changes.push(this.changeOf(each));
  }

  /** In the order of the records. Of equal records in one batch only the first is accepted: the store sees to it. */
  receipts(outcomes: readonly (Changed<IntakeState, DomainEvent> | Refused)[]): Receipt[] {
    return outcomes.map((outcome) => {
      if ('error' in outcome) throw outcome.error;
      const { id, state, events } = outcome;
      if ('rejected' in state && state.rejected) return rejected(state.rejected);
      const { receivedAt = this.receivedAt } = state as FactState;
      return { id, status: events.length > 0 ? 'accepted' : 'duplicate', receivedAt };
    });
  }

  private changeOf(incoming: Incoming): AnyChange {
    if (incoming.problem) return this.rejection(incoming, [incoming.problem], namesIn(incoming.event));
    const cleaned = cleanRecord(incoming.kind, incoming.record, this.context);
    return cleaned.fact ? this.fact(incoming, cleaned.fact) : this.rejection(incoming, cleaned.reasons, cleaned);
  }

  private fact({ knownByRow, traceparent }: Incoming, { kind, data }: CleanFact): AnyChange {
    const event = { type: TYPES[kind], data: { ...data, receivedAt: this.receivedAt } } as FactEvent;
    return {
      decider: Fact,
      id: data.factId,
      decide: knownByRow ? Fact.receiveRow(event) : Fact.receive(event),
      meta: this.meta(data.source, traceparent),
      likelyNew: true,
    } as unknown as AnyChange;
  }

  private rejection(
    { kind, record, problem, event, asItCame, row, pointerOf, traceparent }: Incoming,
    reasons: readonly Reason[],
    { source, sourceId }: Names,
  ): AnyChange {
    const { importId } = this.context;
    const kept = keepable(asItCame ? asItCame() : record);
    // What is kept need not say whose it is: the same broken text may come from two.
    const whose = event && (problem || kept.cut) ? [JSON.stringify([source, sourceId])] : [];
    const name = importId ? [importId, String(row)] : [kind, JSON.stringify(kept), ...whose];
    const data: RecordRejected['data'] = {
      rejectionId: rejectionIdOf(...name),
      kind,
      ...(source && { source }),
      ...(sourceId && { sourceId }),
      reasons: pointerOf ? reasons.map((reason) => ({ ...reason, pointer: pointerOf(reason.pointer) })) : reasons,
      rejectedAt: this.receivedAt,
      ...(importId && { importId }),
      ...(row !== undefined && { row }),
      ...kept,
    };
    return {
      decider: Rejection,
      id: data.rejectionId,
      decide: Rejection.reject(data),
      meta: this.meta(source ?? 'unknown', traceparent),
      likelyNew: true,
    } as unknown as AnyChange;
  }

  private meta(source: string, traceparent: string | undefined): EventMeta {
    const { importId } = this.context;
    const actor = importId ? `import:${importId}` : `source:${source}`;
    return { actor, ...(traceparent !== undefined && { traceparent }) };
  }
}

const namesIn = (event: JsonObject = {}): Names => {
  const fields = new IncomingFields();
  return { source: fields.line(event, 'source', ''), sourceId: fields.line(event, 'id', '') };
};

const rejected = ({ rejectionId, rejectedAt, reasons }: RecordRejected['data']): Receipt => ({
  id: rejectionId,
  status: 'rejected',
  receivedAt: rejectedAt,
  reasons,
});
