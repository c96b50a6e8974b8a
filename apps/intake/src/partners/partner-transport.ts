import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { compressionType, ensureTopics, KafkaInbox } from '@clientele/messaging/kafka';
import { LOGGER, type Logger, type ServiceKafka, type ServiceTransport } from '@clientele/platform';
import { TakeIn } from '../fact/take-in.js';
import { PartnerIntake } from './partner-intake.js';
import { partnerTopics, topicSpecs } from './partner-topics.js';

/** What partners write to Kafka. */
export class PartnerTransport implements ServiceTransport {
  readonly name = 'partners';
  private readonly inbox: KafkaInbox;

  constructor(app: INestApplicationContext, { client, settings }: ServiceKafka) {
    const topics = partnerTopics(settings.topicPrefix);
    const commands = app.get(CommandBus);
    const intake = new PartnerIntake(
      topics,
      async (records) => (await commands.execute(new TakeIn(records, 'kafka'))).receipts,
    );
    this.inbox = new KafkaInbox({
      kafka: client,
      group: `${settings.topicPrefix}.intake.partners`,
      topics: [...topics.records.keys()],
      prepare: () => ensureTopics(client, settings, topicSpecs(topics)),
      handle: (messages) => intake.handle(messages),
      // Every client of Kafka reads it: partners' clients are not ours to choose.
      compression: compressionType('gzip'),
      logger: app.get<Logger>(LOGGER),
    });
  }

  get problem(): Error | undefined {
    return this.inbox.problem;
  }

  listen(callback: () => void): void {
    this.inbox.start();
    callback();
  }

  close(): Promise<void> {
    return this.inbox.close();
  }
}
