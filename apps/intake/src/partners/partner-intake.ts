import { DomainError, inWords } from '@clientele/event-sourcing';
import type { InboxMessage, OutboxMessage } from '@clientele/messaging/kafka';
import type { Incoming, Receipt } from '../fact/fact-batch.js';
import { PartnerSpans } from './partner-spans.js';
import { readRecord, type PartnerRecord } from './partner-record.js';
import type { PartnerTopics } from './partner-topics.js';
import { receiptMessage } from './receipt-message.js';
import { rejectedMessage } from './rejected-message.js';

type TakeIn = (records: readonly Incoming[]) => Promise<readonly Receipt[]>;
type Answerable = PartnerRecord & Required<Pick<PartnerRecord, 'sender' | 'incoming'>>;

/** Takes what partners sent in, a batch at once, and says what to answer. Sent again, it is answered as a duplicate. */
export class PartnerIntake {
  constructor(
    private readonly topics: PartnerTopics,
    private readonly takeIn: TakeIn,
  ) {}

  async handle(messages: readonly InboxMessage[]): Promise<OutboxMessage[]> {
    const spans = new PartnerSpans(messages);
    return spans.around(async () => {
      const records = messages.map((message) => readRecord(message, this.topics));
      const answers = await this.answers(records.filter(isAnswerable), spans);
      return [...records.flatMap((record) => this.putAside(record)), ...answers];
    });
  }

  private async answers(records: readonly Answerable[], spans: PartnerSpans): Promise<OutboxMessage[]> {
    if (records.length === 0) return [];
    try {
      const receipts = await this.takeIn(records.map((record) => traced(record, spans)));
      return receipts.map((receipt, index) => this.receipt(records[index]!, receipt, spans));
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      return records.length === 1 ? this.giveUp(records[0]!, error, spans) : this.inHalves(records, spans);
    }
  }

  /** One record that the store cannot hold must not stop the others. */
  private async inHalves(records: readonly Answerable[], spans: PartnerSpans): Promise<OutboxMessage[]> {
    const half = Math.ceil(records.length / 2);
    const first = await this.answers(records.slice(0, half), spans);
    return [...first, ...(await this.answers(records.slice(half), spans))];
  }

  private async giveUp(record: Answerable, error: unknown, spans: PartnerSpans): Promise<OutboxMessage[]> {
    const { topic, partition, offset } = record.message;
    const reason = `It could not be taken in: ${inWords(error)}`;
    const problem = {
      pointer: '',
      detail: 'It could not be taken in, by a fault of ours. It is put aside as it came.',
    };
    const { kind, event } = record.incoming;
    const remembered = { kind, record: `(${topic}, ${partition}, ${offset})`, event, problem };
    const [receipt] = await this.takeIn([remembered]);
    return [rejectedMessage(this.topics.rejected, record.message, reason), this.receipt(record, receipt!, spans)];
  }

  private putAside({ message, unreadable }: PartnerRecord): OutboxMessage[] {
    return unreadable === undefined ? [] : [rejectedMessage(this.topics.rejected, message, unreadable)];
  }

  private receipt({ message, sender }: Answerable, receipt: Receipt, spans: PartnerSpans): OutboxMessage {
    spans.outcome(message, receipt.status);
    return receiptMessage(this.topics.receipts, message, sender, receipt, spans.traceparentOf(message));
  }
}

const traced = ({ incoming, message }: Answerable, spans: PartnerSpans): Incoming => ({
  ...incoming,
  traceparent: spans.traceparentOf(message),
});

const isAnswerable = (record: PartnerRecord): record is Answerable => record.sender !== undefined;

/** What comes again however often it is tried: values that PostgreSQL cannot take, and faults in our own code. */
const isOfTheData = (error: unknown): boolean => {
  if (error instanceof DomainError) return error.kind === 'invalid';
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return error instanceof Error && 'code' in error && /^(22|54)...$/.test(String(error.code));
};
