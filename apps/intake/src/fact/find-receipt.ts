import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DomainError, streamOf, type EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Rejection, type RecordRejected } from '../rejection/rejection.js';
import type { Receipt } from './fact-batch.js';
import { Fact, type FactEvent } from './fact.js';

/** What became of a record, by the id of its receipt. */
export class FindReceipt extends Query<Receipt> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(FindReceipt)
export class FindReceiptHandler implements IQueryHandler<FindReceipt> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ id }: FindReceipt): Promise<Receipt> {
    const fact = streamOf(Fact, id);
    const rejection = streamOf(Rejection, id);
    const histories = await this.store.readStreams([fact, rejection]);
    const accepted = histories.get(fact)?.[0]?.data as FactEvent['data'] | undefined;
    if (accepted) return { id, status: 'accepted', receivedAt: accepted.receivedAt };
    const refused = histories.get(rejection)?.[0]?.data as RecordRejected['data'] | undefined;
    if (refused) return { id, status: 'rejected', receivedAt: refused.rejectedAt, reasons: refused.reasons };
    throw new DomainError('ReceiptUnknown', 'missing', `No record was received under ${id}.`);
  }
}
