import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithKafka, eventually, testTopicPrefix } from '@clientele/testing';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { connectKafka } from '../kafka-client.js';
import type { KafkaSettings } from '../kafka-settings.js';
import { ensureTopics } from '../topics.js';
import { installForeignCodecs } from './foreign-codecs.fixture.js';
import type { InboxMessage, OutboxMessage } from './inbox-message.js';
import { KafkaInbox, type KafkaInboxOptions } from './kafka-inbox.js';

const { CompressionTypes } = kafkajs;
const logger = { info: () => undefined, warn: () => undefined };
const PARTITIONS = 3;

describeWithKafka('an inbox', (brokers) => {
  let kafka: Kafka;
  let settings: KafkaSettings;
  let topic: string;
  let answered: string;
  let producer: Producer;
  let open: { close(): Promise<unknown> }[];

  const createTopics = (...topics: string[]): Promise<void> =>
    ensureTopics(
      kafka,
      settings,
      topics.map((name) => ({
        topic: name,
        partitions: PARTITIONS,
        settings: { 'compression.type': 'uncompressed', 'max.message.bytes': '1048588' },
      })),
    );

  beforeEach(async () => {
    const topicPrefix = testTopicPrefix();
    settings = {
      brokers: brokers(),
      clientId: 'inbox-spec',
      compression: 'none',
      topicPrefix,
      createTopics: true,
      retentionHours: 1,
    };
    kafka = connectKafka(settings, logger);
    topic = `${topicPrefix}.in`;
    answered = `${topicPrefix}.out`;
    open = [];
    await createTopics(topic);
    producer = kafka.producer();
    await producer.connect();
    open.push({ close: () => producer.disconnect() });
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
  });

  const start = (handle: KafkaInboxOptions['handle'], prepare = () => createTopics(answered)): KafkaInbox => {
    const inbox = new KafkaInbox({ kafka, group: topic, topics: [topic], prepare, handle, compression: 0, logger });
    open.push(inbox);
    inbox.start();
    return inbox;
  };
  const send = (values: readonly string[], partition = 0, compression = CompressionTypes.None) =>
    producer.send({ topic, compression, messages: values.map((value) => ({ value, partition })) });
  const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}`);
  const valuesOf = (messages: readonly InboxMessage[]): string[] => messages.map(({ value }) => String(value));
  const answersTo = (messages: readonly InboxMessage[]): OutboxMessage[] =>
    messages.map(({ key, value }) => ({ topic: answered, key, value: `re: ${String(value)}`, headers: {} }));

  const answers = async (): Promise<string[]> => {
    const found: string[] = [];
    const consumer = kafka.consumer({ groupId: testTopicPrefix(), maxWaitTimeInMs: 100 });
    open.push({ close: () => consumer.disconnect() });
    await consumer.connect();
    await consumer.subscribe({ topics: [answered], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void found.push(String(message.value)) });
    return found;
  };
  /** What the group has told Kafka that it has. */
  const committed = async (): Promise<number> => {
    const admin = kafka.admin();
    await admin.connect();
    const [offsets] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
    await admin.disconnect();
    return offsets!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  };

  it('hands records over in order, five hundred at most, and goes on after them when it starts again', async () => {
    const sizes: number[] = [];
    const taken: string[] = [];
    const take = async (messages: readonly InboxMessage[]) => {
      sizes.push(messages.length);
      taken.push(...valuesOf(messages));
      return answersTo(messages);
    };
    await send(numbers(1_200));
    const first = start(take);
    await eventually(() => expect(taken).toHaveLength(1_200));
    await first.close();
    await send(['more']);
    start(take);
    await eventually(() => expect(taken).toEqual([...numbers(1_200), 'more']));
    expect(Math.max(...sizes)).toBe(500);
    const found = await answers();
    await eventually(() => expect(new Set(found)).toEqual(new Set(taken.map((value) => `re: ${value}`))));
    expect(found).toHaveLength(1_201);
  });

  it('gives key, value and headers as they stand there', async () => {
    const taken: InboxMessage[] = [];
    start(async (messages) => {
      taken.push(...messages);
      return [];
    });
    const headers = { one: 'ä', two: ['b', Buffer.from([0xff])] };
    const bytes = Buffer.from([0, 0xff, 0xfe]);
    const messages = [
      { key: bytes, value: bytes, headers, partition: 2 },
      { key: null, value: null, partition: 2 },
    ];
    await producer.send({ topic, messages });
    await eventually(() => expect(taken).toHaveLength(2));
    expect(taken[0]).toMatchObject({ topic, partition: 2, offset: '0', key: bytes, value: bytes });
    expect([...taken[0]!.headers]).toEqual([
      ['one', [Buffer.from('ä')]],
      ['two', [Buffer.from('b'), Buffer.from([0xff])]],
    ]);
    expect(taken[1]).toMatchObject({ offset: '1', key: null, value: null, headers: new Map() });
  });

  it('takes an error for "not now": it says so, and the same records come again, before all later ones', async () => {
    const tried: string[][] = [];
    let isWell = false;
    const inbox = start(async (messages) => {
      tried.push(valuesOf(messages));
      if (!isWell) throw new Error('the store is away');
      return [];
    });
    await send(['a', 'b']);
    await eventually(() => expect(tried.length).toBeGreaterThan(2));
    expect(inbox.problem?.message).toMatch(/partition 0, from 0 on wait: Error: the store is away/);
    expect(await committed()).toBe(0);
    await send(['c']);
    isWell = true;
    await eventually(() => expect(tried.at(-1)).toEqual(['c']));
    expect(new Set(tried.slice(0, -1).map(String))).toEqual(new Set(['a,b']));
    await eventually(() => expect(inbox.problem).toBeUndefined());
    await eventually(async () => expect(await committed()).toBe(3));
  });

  it('keeps the answers until they can be sent, and moves on only then', async () => {
    let handled = 0;
    const inbox = start(
      async (messages) => {
        handled += messages.length;
        return answersTo(messages);
      },
      async () => undefined,
    );
    await send(['a']);
    await eventually(() => expect(inbox.problem?.message).toMatch(/^Answers .* cannot be sent: .*topic-partition/));
    expect(await committed()).toBe(0);
    await createTopics(answered);
    const found = await answers();
    await eventually(() => expect(found).toEqual(['re: a']), 20_000);
    await eventually(async () => expect(await committed()).toBe(1));
    expect(handled).toBe(1);
  });

  it('leaves what it could not answer to the next one', async () => {
    const dying = start(async () => Promise.reject(new Error('dying')));
    await send(['a']);
    await eventually(() => expect(dying.problem?.message).toContain('dying'));
    await dying.close();
    const taken: string[] = [];
    start(async (messages) => {
      taken.push(...valuesOf(messages));
      return [];
    });
    await eventually(() => expect(taken).toEqual(['a']));
  });

  it('waits for the batch in hand when it closes', async () => {
    let finish = (): void => undefined;
    const isIn = Promise.withResolvers<void>();
    const inbox = start(async (messages) => {
      isIn.resolve();
      await new Promise<void>((resolve) => (finish = resolve));
      return answersTo(messages);
    });
    await send(['a']);
    await isIn.promise;
    const closed = inbox.close();
    finish();
    await closed;
    expect(await committed()).toBe(1);
    const found = await answers();
    await eventually(() => expect(found).toEqual(['re: a']));
  });

  it('closes also while it still prepares', async () => {
    const isPrepared = Promise.withResolvers<void>();
    const inbox = start(
      async () => [],
      () => isPrepared.promise,
    );
    const closed = inbox.close();
    isPrepared.resolve();
    await closed;
  });

  it('shares partitions with others that come and go, and loses nothing', async () => {
    const taken = new Set<string>();
    const take = async (messages: readonly InboxMessage[]) => {
      for (const value of valuesOf(messages)) taken.add(value);
      return [];
    };
    const first = start(take);
    let sent = 0;
    const sendSome = async () => {
      for (const partition of [0, 1, 2]) await send([`${sent++}`, `${sent++}`], partition);
    };
    for (let round = 0; round < 10; round++) await sendSome();
    start(take);
    for (let round = 0; round < 20; round++) await sendSome();
    await first.close();
    for (let round = 0; round < 10; round++) await sendSome();
    await eventually(() => expect(taken.size).toBe(sent), 20_000);
    await eventually(async () => expect(await committed()).toBe(sent));
  });

  it('reads what others compressed by means that kafkajs does not know, where the topic takes it off', async () => {
    installForeignCodecs();
    const taken: string[] = [];
    start(async (messages) => {
      taken.push(...valuesOf(messages));
      return [];
    });
    await send(['snappy', 'x'.repeat(1_000)], 0, CompressionTypes.Snappy);
    await send(['lz4', 'y'.repeat(1_000)], 0, CompressionTypes.LZ4);
    await send(['zstd'], 0, CompressionTypes.ZSTD);
    await send(['gzip'], 0, CompressionTypes.GZIP);
    await eventually(() =>
      expect(taken).toEqual(['snappy', 'x'.repeat(1_000), 'lz4', 'y'.repeat(1_000), 'zstd', 'gzip']),
    );
  });

  it('says that it cannot read what is compressed so in another topic, and why', async () => {
    const other = `${settings.topicPrefix}.other`;
    await ensureTopics(kafka, settings, [{ topic: other, partitions: 1 }]);
    installForeignCodecs();
    await producer.send({ topic: other, compression: CompressionTypes.Snappy, messages: [{ value: 'a' }] });
    const options = { kafka, group: other, topics: [other], prepare: async () => undefined, compression: 0, logger };
    const inbox = new KafkaInbox({ ...options, handle: async () => [] });
    open.push(inbox);
    inbox.start();
    await eventually(
      () => expect(inbox.problem?.message).toMatch(/cannot be read: .*Snappy compression not implemented/),
      20_000,
    );
  });

  it('is told of a batch that unfolds to more than the topic takes, before it gets there', async () => {
    const bomb = producer.send({
      topic,
      compression: CompressionTypes.GZIP,
      messages: [{ value: '0'.repeat(2_000_000) }],
    });
    await expect(bomb).rejects.toThrow(/larger than the max message size/);
  });
});
