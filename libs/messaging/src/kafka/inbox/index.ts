export type { InboxHeaders, InboxMessage, OutboxMessage } from './inbox-message.js';
export { KafkaInbox, type KafkaInboxOptions } from './kafka-inbox.js';
