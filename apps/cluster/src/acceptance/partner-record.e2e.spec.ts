import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectKafka } from '@clientele/messaging/kafka';
import { describeWithKafka, eventually, testTopicPrefix } from '@clientele/testing';
import { startCluster, type Cluster } from '../index.js';

type Client = ReturnType<typeof connectKafka>;

interface Span {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id?: string;
  readonly span: string;
  readonly time: string;
  readonly milliseconds: number;
  /** What the cluster says of a process before each of its lines. */
  readonly process: string;
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describeWithKafka("A partner's record", (kafka) => {
  const prefix = testTopicPrefix();
  const spans: Span[] = [];
  let home: string;
  let cluster: Cluster;
  let client: Client;
  let send: (id: string, headers?: Record<string, string>) => Promise<void>;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'clientele-partner-'));
    // PostgreSQL, which does not run as root, must be able to enter it.
    await chmod(home, 0o755);
    const env = { KAFKA_BROKERS: kafka().join(','), KAFKA_TOPIC_PREFIX: prefix, DATABASE_URL: '', NODE_OPTIONS: '' };
    cluster = await startCluster({
      home,
      port: 0,
      env: { ...env, OTEL_TRACES_EXPORTER: 'console' },
      tell: (line) => spans.push(...spansIn(line)),
    });
    client = clientOf(kafka());
    const producer = client.producer();
    await producer.connect();
    closing.push(() => producer.disconnect());
    send = async (id, headers = {}) => {
      const value = JSON.stringify({ customer: { email: `${id}@example.org`, name: `王小明 ${id}` } });
      const attributes = { ce_specversion: '1.0', ce_type: 'clientele.lead.v1', ce_source: 'fair', ce_id: id };
      await producer.send({
        topic: `${prefix}.partner.leads.v1`,
        messages: [{ value, headers: { ...attributes, 'content-type': 'application/json', ...headers } }],
      });
    };
    // On a first start the partners' topics come a moment after the services.
    await eventually(() => send('warm-0'), 60_000);
    // The first records of all find connections and plans not yet made.
    for (let n = 0; n < 10; n++) {
      await send(`warm-${n}`);
      await found(`warm-${n}`, 30_000);
    }
  }, 300_000);
  afterAll(async () => {
    for (const close of closing) await close();
    await cluster.close();
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  /** Milliseconds until the search finds the customer. */
  const found = async (id: string, patience: number): Promise<number> => {
    const began = performance.now();
    await eventually(async () => {
      const answer = await fetch(`${cluster.url}/customers/v1/customers?q=${encodeURIComponent(`${id}`)}`);
      expect(await answer.text()).toContain(`王小明 ${id}`);
    }, patience);
    return performance.now() - began;
  };

  it('is a customer in the search soon, and its receipt is on the topic', async () => {
    const times: number[] = [];
    for (let n = 0; n < 10; n++) {
      await send(`lead-${n}`);
      times.push(await found(`lead-${n}`, 10_000));
      await setTimeout(Math.random() * 500);
    }
    const sorted = times.sort((a, b) => a - b).map(Math.round);
    process.stderr.write(`A partner's lead in the search after ${sorted.join(', ')} ms\n`);
    const receipts = await readAll(client, `${prefix}.partner.receipts.v1`);
    const ids = receipts.map(({ value }) => (JSON.parse(value) as { recordId: string }).recordId);
    expect(ids.filter((id) => id.startsWith('lead-')).sort()).toEqual(times.map((_, n) => `lead-${n}`));
    expect(new Set(receipts.map(({ key }) => key))).toEqual(new Set(['fair']));
  }, 120_000);

  it('is one trace, from the topic through the wire to the rows of the views', async () => {
    await send('traced', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await eventually(() => expect(edges(spans)).toEqual(expect.arrayContaining(expectedEdges(prefix))), 20_000);
    process.stderr.write(`${tableOf(spans.filter((span) => span.trace_id === TRACE)).join('\n')}\n`);
  }, 60_000);
});

const clientOf = (brokers: readonly string[]): Client =>
  connectKafka(
    {
      brokers,
      clientId: 'a partner',
      compression: 'none',
      topicPrefix: '',
      createTopics: false,
      retentionHours: 1,
    },
    { info: () => undefined, warn: () => undefined },
  );

/** The span that a line tells of, if it does. */
const spansIn = (line: string): Span[] => {
  const start = line.indexOf('{"trace_id"');
  if (start < 0) return [];
  return [{ ...(JSON.parse(line.slice(start)) as Omit<Span, 'process'>), process: line.slice(0, start).trim() }];
};

/** What stands below what in the trace. */
const edges = (spans: readonly Span[]): string[] => {
  const ofTrace = spans.filter((span) => span.trace_id === TRACE);
  const names = new Map(ofTrace.map((span) => [span.span_id, span.span]));
  return ofTrace.map((span) => `${span.span} < ${names.get(span.parent_id ?? '') ?? "the partner's"}`);
};

const expectedEdges = (prefix: string): string[] => {
  const [taken, intake] = [`process ${prefix}.partner.leads.v1`, `send ${prefix}.intake.v1`];
  const [registered, customers] = ['react register-from-facts', `send ${prefix}.customers.v1`];
  return [
    `${taken} < the partner's`,
    `append < ${taken}`,
    `${intake} < ${taken}`,
    `${registered} < ${intake}`,
    `project timeline < ${intake}`,
    `project business < ${intake}`,
    `append < ${registered}`,
    `project profile < ${registered}`,
    `${customers} < ${registered}`,
    `project timeline < ${customers}`,
    `project value < ${customers}`,
    `project business < ${customers}`,
  ];
};

const tableOf = (spans: readonly Span[]): string[] => {
  const sorted = [...spans].sort((a, b) => a.time.localeCompare(b.time));
  const begin = Date.parse(sorted[0]?.time ?? '');
  const names = new Map(spans.map((span) => [span.span_id, span.span]));
  return sorted.map(({ time, milliseconds, process, span, parent_id }) =>
    [Date.parse(time) - begin, milliseconds, process, span, names.get(parent_id ?? '') ?? "the partner's"].join(' | '),
  );
};

const readAll = async (client: Client, topic: string): Promise<{ key: string; value: string }[]> => {
  const admin = client.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const wanted = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const consumer = client.consumer({ groupId: `reads ${topic}` });
  const records: { key: string; value: string }[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => void records.push({ key: String(message.key), value: String(message.value) }),
  });
  await eventually(() => expect(records).toHaveLength(wanted), 30_000);
  await consumer.disconnect();
  return records;
};
