import { PartnerReceiptV1 } from '@clientele/contracts';
import type { InboxMessage, OutboxMessage } from '@clientele/messaging/kafka';
import type { Receipt } from '../fact/fact-batch.js';
import type { Sender } from './partner-record.js';

const MOST_REASONS = 20;

/** A receipt as a CloudEvent in binary mode. That of the same record has the same id, however often it is sent. */
export const receiptMessage = (
  topic: string,
  message: InboxMessage,
  { source, recordId }: Sender,
  { id, status, receivedAt, reasons }: Receipt,
  traceparent: string | undefined,
): OutboxMessage => {
  const { topic: cameBy, partition, offset } = message;
  const { data } = new PartnerReceiptV1({
    id,
    status,
    receivedAt,
    source,
    topic: cameBy,
    partition,
    offset,
    ...(recordId !== undefined && { recordId }),
    ...(reasons && { reasons: reasons.slice(0, MOST_REASONS) }),
  });
  return {
    topic,
    key: source,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: PartnerReceiptV1.cloudEventType,
      ce_source: '/clientele/intake',
      ce_id: `${cameBy}-${partition}-${offset}`,
      ce_time: new Date().toISOString(),
      'content-type': 'application/json',
      ...(traceparent && { traceparent }),
    },
  };
};
