import type { AsyncApiChannel, AsyncApiDocument, AsyncApiOperation, Reference } from './document.js';
import { bindingVersion } from './messages.js';
import { TOPICS, type Topic } from './topics.js';

const DESCRIPTION =
  'What the services tell each other over Kafka, and how partners send records. Topics begin with `clientele` unless ' +
  'set otherwise at install (`KAFKA_TOPIC_PREFIX`). Events are CloudEvents 1.0. Whoever reads must pass over fields and ' +
  'types that they do not know: fields may be added to a version, and nothing else. The schemas are JSON Schema ' +
  '(2020-12) in words that mean the same in draft 7.';

/** AsyncAPI 3.0, made from the catalog of contracts. */
export const asyncApiDocument = (): AsyncApiDocument => ({
  asyncapi: '3.0.0',
  info: { title: 'Clientele: events', version: '1', description: DESCRIPTION },
  defaultContentType: 'application/json',
  servers: {
    kafka: {
      host: '{broker}',
      protocol: 'kafka',
      variables: { broker: { default: 'localhost:9092', description: 'One of those in KAFKA_BROKERS.' } },
    },
  },
  channels: Object.fromEntries(TOPICS.map((topic) => [topic.id, channelOf(topic)])),
  operations: Object.fromEntries(TOPICS.map((topic) => [`${topic.id}.${topic.action}`, operationOf(topic)])),
  components: {
    messages: Object.fromEntries(TOPICS.flatMap(({ messages }) => messages.map((message) => [message.name, message]))),
  },
});

const reference = (...path: string[]): Reference => ({ $ref: `#/${path.join('/')}` });

const channelOf = ({ id, title, description, messages, partitions }: Topic): AsyncApiChannel => ({
  address: `clientele.${id}.v1`,
  title,
  description,
  messages: Object.fromEntries(messages.map(({ name }) => [name, reference('components', 'messages', name)])),
  bindings: { kafka: { partitions, bindingVersion } },
});

const operationOf = ({ id, action, summary }: Topic): AsyncApiOperation => ({
  action,
  channel: reference('channels', id),
  summary,
  ...(action === 'receive' && { reply: { channel: reference('channels', 'partner.receipts') } }),
});
