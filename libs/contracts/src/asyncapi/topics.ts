import { CONTRACTS, PARTNER_CONTRACTS } from '../catalog.js';
import type { ContractClass } from '../contract.js';
import type { AsyncApiMessage } from './document.js';
import { eventMessage, progressMessage, receiptMessage, recordMessage, rejectedMessage } from './messages.js';

/** A topic, and who does what with it. */
export interface Topic {
  /** Its name in the document. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly messages: readonly AsyncApiMessage[];
  readonly partitions: number;
  /** Ours, not the partner's. */
  readonly action: 'send' | 'receive';
  readonly summary: string;
}

/** One for each shard of a service's event store. */
const SHARDS = 16;
const OF_PARTNERS = 8;

const serviceTopic = (service: string, contracts: readonly ContractClass[]): Topic => ({
  id: service,
  title: `What ${service} publishes`,
  description: `One partition for each shard of the service's events: ${SHARDS} unless set at install. Order holds within a key.`,
  messages: [...contracts.map(eventMessage), progressMessage],
  partitions: SHARDS,
  action: 'send',
  summary: `${service} tells the other services what happened. They pass over types that they do not know.`,
});

const recordTopic = (id: string, title: string, contract: ContractClass): Topic => ({
  id,
  title,
  description:
    'CloudEvents 1.0 in binary mode, as shown, or in structured mode: the whole event as JSON in the value, with the ' +
    'content type application/cloudevents+json. The data is the record, without source and id, which the event has.',
  messages: [recordMessage(contract)],
  partitions: OF_PARTNERS,
  action: 'receive',
  summary: 'intake takes records in, and answers each with a receipt.',
});

const [leads, purchases, activities] = PARTNER_CONTRACTS.records;

export const TOPICS: readonly Topic[] = [
  ...Object.entries(CONTRACTS).map(([service, contracts]) => serviceTopic(service, contracts)),
  recordTopic('partner.leads', 'Leads from partners', leads),
  recordTopic('partner.purchases', 'Purchases from partners', purchases),
  recordTopic('partner.activities', 'Activities from partners', activities),
  {
    id: 'partner.receipts',
    title: 'Receipts for partners',
    description: 'What became of each record. A receipt may come twice: it has the same ce_id then.',
    messages: PARTNER_CONTRACTS.receipts.map(receiptMessage),
    partitions: OF_PARTNERS,
    action: 'send',
    summary: 'intake answers the records of partners.',
  },
  {
    id: 'partner.rejected',
    title: 'Rejected records',
    description: 'What could not be read, as it came.',
    messages: [rejectedMessage],
    partitions: 1,
    action: 'send',
    summary: 'intake puts aside what it cannot read.',
  },
];
