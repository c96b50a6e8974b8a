import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PartnerReceiptV1 } from '@clientele/contracts';
import { connectKafka, type KafkaSettings } from '@clientele/messaging/kafka';
import {
  Config,
  createLogger,
  createServiceApp,
  openService,
  type OpenService,
  type ServiceKafka,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import {
  describeWithKafka,
  eventually,
  recordSpans,
  schemaProblems,
  testDatabase,
  testTopicPrefix,
  type TestDatabase,
} from '@clientele/testing';
import { factIdOf, type FactKind } from '../fact/fact-id.js';
import { intake } from '../index.js';
import { PartnerTransport } from './partner-transport.js';

const keys = new IdentityKeys('a secret of the test');
const logger = createLogger('silent');
const config = new Config({ shards: 4 });
const PATIENCE = 20_000;

interface Found {
  readonly topic: string;
  readonly key: string | undefined;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

describeWithKafka('partners on Kafka', (brokers) => {
  let database: TestDatabase;
  let service: OpenService;
  let app: NestFastifyApplication;
  let kafka: ServiceKafka;
  let producer: ReturnType<ServiceKafka['client']['producer']>;
  let transport: PartnerTransport;
  let found: Found[];
  let stopReading: () => Promise<void>;

  const topic = (name: string): string => `${kafka.settings.topicPrefix}.partner.${name}.v1`;

  const read = async (): Promise<void> => {
    const consumer = kafka.client.consumer({ groupId: testTopicPrefix(), maxWaitTimeInMs: 100 });
    found = [];
    stopReading = () => consumer.disconnect();
    await consumer.connect();
    await consumer.subscribe({ topics: [topic('receipts'), topic('rejected')], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic: cameBy, message: { key, value, headers = {} } }) => {
        const texts = Object.entries(headers).map(([name, each]) => [name, String(each)]);
        found.push({ topic: cameBy, key: key?.toString(), value, headers: Object.fromEntries(texts) });
      },
    });
  };
  const startTransport = async (): Promise<void> => {
    transport = new PartnerTransport(app, kafka);
    await new Promise<void>((resolve) => transport.listen(resolve));
  };
  const withAdmin = async <T>(work: (admin: ReturnType<ServiceKafka['client']['admin']>) => Promise<T>): Promise<T> => {
    const admin = kafka.client.admin();
    await admin.connect();
    return work(admin).finally(() => admin.disconnect());
  };
  /** And have their leaders: a record that meets none is sent twice, with all that it was sent with. */
  const topicsAreThere = () =>
    withAdmin((admin) =>
      eventually(async () => {
        const names = ['leads', 'purchases', 'activities', 'receipts', 'rejected'];
        await Promise.all(names.map((name) => admin.fetchTopicOffsets(topic(name))));
      }, PATIENCE),
    );

  beforeAll(async () => {
    database = await testDatabase();
    service = await openService(intake, { config, databaseUrl: database.url, keys, logger });
    app = await createServiceApp(intake, { config, ...service, feeds: new Map(), keys, logger });
  });
  afterAll(async () => {
    await app?.close();
    await service?.database.close();
    await database?.close();
  });

  beforeEach(async () => {
    const settings: KafkaSettings = {
      brokers: brokers(),
      clientId: 'partners-spec',
      compression: 'zstd',
      topicPrefix: testTopicPrefix(),
      createTopics: true,
      retentionHours: 1,
    };
    kafka = { client: connectKafka(settings, logger), settings };
    await startTransport();
    await topicsAreThere();
    producer = kafka.client.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await read();
  });
  afterEach(async () => {
    await transport.close();
    await producer.disconnect();
    await stopReading();
  });

  const lead = (more: object = {}) => ({ customer: { email: 'ann@example.com' }, channel: 'google', ...more });
  const binary = (kind: string, source: string, id: string, data: object, more: Record<string, string> = {}) => ({
    key: id,
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: `clientele.${kind}.v1`,
      ce_source: source,
      ce_id: id,
      'content-type': 'application/json',
      ...more,
    },
  });
  const structured = (kind: string, source: string, id: string, data: object) => ({
    value: JSON.stringify({ specversion: '1.0', type: `clientele.${kind}.v1`, source, id, data }),
    headers: { 'content-type': 'application/cloudevents+json' },
  });
  type Message = ReturnType<typeof binary> | ReturnType<typeof structured>;
  const send = (name: string, messages: Message[]) => producer.send({ topic: topic(name), messages });

  const receipts = (): PartnerReceiptV1['data'][] =>
    found
      .filter((each) => each.topic === topic('receipts'))
      .map(({ value }) => JSON.parse(String(value)) as PartnerReceiptV1['data']);
  const answered = async (count: number) => {
    await eventually(() => expect(receipts().length).toBeGreaterThanOrEqual(count), PATIENCE);
    return receipts();
  };
  const eventsOf = (kind: FactKind, source: string, id: string) =>
    service.store.readStream(`fact-${factIdOf(kind, source, id)}`);

  it('takes all kinds in, in both modes, and answers each record by a CloudEvent under its source', async () => {
    const purchase = { customer: { externalId: 'c1' }, occurredAt: '2026-01-31', amount: '12.50', currency: 'USD' };
    await send('leads', [binary('lead', 'shop-1', 'l1', lead())]);
    await send('leads', [structured('lead', 'shop-2', 'l1', lead())]);
    await send('purchases', [binary('purchase', 'shop-1', 'p1', purchase)]);
    await send('activities', [
      structured('activity', 'shop-1', 'a1', { customer: { externalId: 'c1' }, activity: 'call' }),
    ]);
    const all = await answered(4);
    expect(all.map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
    expect(all.flatMap((data) => schemaProblems(PartnerReceiptV1.schema, data))).toEqual([]);
    const id = factIdOf('lead', 'shop-2', 'l1');
    const [mine] = found.filter(({ key }) => key === 'shop-2');
    expect(JSON.parse(String(mine!.value))).toEqual({
      id,
      status: 'accepted',
      receivedAt: expect.any(String),
      source: 'shop-2',
      recordId: 'l1',
      topic: topic('leads'),
      partition: expect.any(Number),
      offset: expect.any(String),
    });
    expect(mine!.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'clientele.receipt.v1',
      ce_source: '/clientele/intake',
      'content-type': 'application/json',
    });
    expect(await eventsOf('purchase', 'shop-1', 'p1')).toMatchObject([
      { type: 'PurchaseReceived', meta: { actor: 'source:shop-1' }, data: { amount: '12.50' } },
    ]);
    expect(transport.problem).toBeUndefined();
  });

  it('knows a record again, and says what is wrong with one', async () => {
    await send('leads', [binary('lead', 'again', 'l1', lead())]);
    await answered(1);
    await send('leads', [
      binary('lead', 'again', 'l1', lead()),
      binary('lead', 'again', 'l2', lead({ channl: 'x' })),
      binary('purchase', 'again', 'l3', lead()),
    ]);
    const byRecord = new Map((await answered(4)).slice(1).map((receipt) => [receipt.recordId, receipt]));
    expect(byRecord.get('l1')?.status).toBe('duplicate');
    expect(byRecord.get('l2')).toMatchObject({
      status: 'rejected',
      reasons: [{ pointer: '/data/channl', detail: expect.stringContaining('Did you mean channel?') }],
    });
    expect(byRecord.get('l3')).toMatchObject({
      reasons: [{ pointer: '/type', detail: expect.stringContaining(topic('purchases')) }],
    });
    expect(await eventsOf('lead', 'again', 'l1')).toHaveLength(1);
    expect(await service.store.readStream(`rejection-${byRecord.get('l2')!.id}`)).toHaveLength(1);
  });

  it('puts aside what cannot be read, byte for byte, and goes on', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0xfe, 0x7b]);
    const leads = topic('leads');
    await producer.send({
      topic: leads,
      messages: [
        { key: bytes, value: bytes, headers: { 'content-type': 'application/json', own: bytes }, partition: 5 },
        { key: 'k', value: null, partition: 5 },
        { ...binary('lead', 'aside', 'l1', lead()), partition: 5 },
        { ...binary('lead', 'aside', 'l2', lead()), value: '{"customer":', partition: 5 },
      ],
    });
    expect((await answered(2)).map(({ recordId, status }) => [recordId, status])).toEqual([
      ['l1', 'accepted'],
      ['l2', 'rejected'],
    ]);
    const rejected = () => found.filter((each) => each.topic === topic('rejected'));
    await eventually(() => expect(rejected()).toHaveLength(3));
    const [first, second, third] = rejected();
    expect([first!.key, first!.value]).toEqual([String(bytes), bytes]);
    expect(first!.headers).toEqual({
      'content-type': 'application/json',
      own: String(bytes),
      'clientele-reason': expect.stringContaining('This is no CloudEvent'),
      'clientele-topic': leads,
      'clientele-partition': '5',
      'clientele-offset': '0',
    });
    expect(second).toMatchObject({ key: 'k', value: null, headers: { 'clientele-offset': '1' } });
    expect(third).toMatchObject({ headers: { ce_id: 'l2', 'clientele-offset': '3' } });
    expect(String(third!.value)).toBe('{"customer":');
  });

  it('answers again after it died between the store and the answer, and has one lead', async () => {
    await withAdmin((admin) => admin.deleteTopics({ topics: [topic('receipts')] }));
    await send('leads', [binary('lead', 'dying', 'l1', lead())]);
    await eventually(() => expect(transport.problem?.message).toContain('cannot be sent'), PATIENCE);
    expect(await eventsOf('lead', 'dying', 'l1')).toHaveLength(1);
    await transport.close();
    await startTransport();
    await stopReading();
    await topicsAreThere();
    await read();
    expect(await answered(1)).toMatchObject([{ recordId: 'l1', status: 'duplicate', offset: '0' }]);
    expect(await eventsOf('lead', 'dying', 'l1')).toHaveLength(1);
  });

  it('answers once more, under the same id, where the group forgot how far it was', async () => {
    await send('leads', [binary('lead', 'forgotten', 'l1', lead())]);
    await answered(1);
    await transport.close();
    await withAdmin((admin) => admin.deleteGroups([`${kafka.settings.topicPrefix}.intake.partners`]));
    await startTransport();
    expect((await answered(2)).map(({ status }) => status)).toEqual(['accepted', 'duplicate']);
    const ids = found.map(({ headers }) => headers['ce_id']);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(await eventsOf('lead', 'forgotten', 'l1')).toHaveLength(1);
  });

  it('waits where the store is away, and rejects nothing', async () => {
    await database.pool.query('ALTER TABLE public.events RENAME TO events_away');
    try {
      await send('leads', [binary('lead', 'waiting', 'l1', lead())]);
      await eventually(() => expect(transport.problem?.message).toContain('from 0 on wait'), PATIENCE);
      expect(found).toEqual([]);
    } finally {
      await database.pool.query('ALTER TABLE public.events_away RENAME TO events');
    }
    expect(await answered(1)).toMatchObject([{ recordId: 'l1', status: 'accepted' }]);
    await eventually(() => expect(transport.problem).toBeUndefined());
  });

  it('says that a topic is not as it must be, and how to mend it', async () => {
    await transport.close();
    const leads = { type: 2, name: topic('leads') };
    await withAdmin(async (admin) => {
      const configEntries = [{ name: 'compression.type', value: 'lz4' }];
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...leads, configEntries }] });
      await eventually(async () => {
        const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [leads] });
        expect(resources[0]!.configEntries.map(({ configValue }) => configValue)).toContain('lz4');
      });
    });
    await startTransport();
    await eventually(() => expect(transport.problem?.message).toMatch(/compression\.type=lz4.*kafka-configs\.sh/s));
  });

  it('takes thousands in, and answers every one', async () => {
    const many = Array.from({ length: 3_000 }, (_, at) => binary('lead', `many-${at % 7}`, `${at}`, lead()));
    for (let at = 0; at < many.length; at += 1_000) await send('leads', many.slice(at, at + 1_000));
    const all = await answered(3_000);
    expect(new Set(all.map(({ recordId, status }) => `${recordId} ${status}`)).size).toBe(3_000);
    expect(all.every(({ status }) => status === 'accepted')).toBe(true);
  });

  it("goes on with each partner's trace, to the event and to the receipt", async () => {
    const spans = await recordSpans();
    try {
      const traces = ['a', 'b'].map((digit) => digit.repeat(32));
      const parents = traces.map((trace) => `00-${trace}-${'1'.repeat(16)}-01`);
      await producer.send({
        topic: topic('leads'),
        messages: parents.map((traceparent, at) => ({
          ...binary('lead', 'traced', `l${at}`, lead(), { traceparent }),
          partition: 0,
        })),
      });
      await answered(2);
      for (const [at, trace] of traces.entries()) {
        const span = spans.ended.find((each) => each.spanContext().traceId === trace);
        expect(span).toMatchObject({
          name: `process ${topic('leads')}`,
          parentSpanContext: { spanId: '1'.repeat(16) },
          attributes: { 'clientele.receipt.status': 'accepted', 'messaging.kafka.offset': at },
        });
        const traceparent = `00-${trace}-${span!.spanContext().spanId}-01`;
        expect((await eventsOf('lead', 'traced', `l${at}`))[0]?.meta).toMatchObject({ traceparent });
        expect(found[at]?.headers).toMatchObject({ traceparent });
      }
    } finally {
      await spans.stop();
    }
  });
});
