import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EXIT } from '@clientele/platform/installation';
import { describeWithKafka, eventually, testTopicPrefix } from '@clientele/testing';
import { type Cluster, startCluster } from './index.js';
import { ClusterProcess, processesOf } from './testing/cluster-process.fixture.js';

const PATIENCE = 300_000;

/** PostgreSQL, which does not run as root, must be able to enter it. */
const newHome = async (): Promise<string> => {
  const home = await mkdtemp(join(tmpdir(), 'clientele-cluster-'));
  await chmod(home, 0o755);
  return home;
};

const onSharedKafka = (brokers: readonly string[]): Record<string, string> => ({
  KAFKA_BROKERS: brokers.join(','),
  KAFKA_TOPIC_PREFIX: testTopicPrefix(),
  DATABASE_URL: '',
  NODE_OPTIONS: '',
  LOG_LEVEL: 'error',
});

const sendLead = async (url: string, id: string): Promise<string> => {
  const customer = { email: `${id}@example.org`, name: '张伟' };
  const answer = await fetch(`${url}/intake/v1/leads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'web', id, occurredAt: '2026-01-02', customer }),
  });
  const { receipts } = (await answer.json()) as { receipts?: { status: string }[] };
  return receipts?.[0]?.status ?? `HTTP ${answer.status}`;
};

const untilKnown = (url: string, id: string): Promise<void> =>
  eventually(async () => {
    const answer = await fetch(`${url}/customers/v1/customers/${id}@example.org`);
    expect(answer.status).toBe(200);
  }, 60_000);

describeWithKafka('Clientele as separate processes', (kafka) => {
  let home: string;
  let cluster: Cluster;
  const told: string[] = [];
  beforeAll(async () => {
    home = await newHome();
    const tell = (line: string): void => void told.push(line);
    cluster = await startCluster({ home, port: 0, env: onSharedKafka(kafka()), tell });
  }, PATIENCE);
  afterAll(async () => {
    const pids = [...cluster.replicas.map(({ pid }) => pid), cluster.postgres.pid!];
    await cluster.close();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(readFile(join(home, 'clientele.lock'))).rejects.toThrow('ENOENT');
    await rm(home, { recursive: true, force: true });
  }, PATIENCE);

  it('has a process for each service, and one port before them', async () => {
    expect(cluster.replicas.map(({ service }) => service).sort()).toEqual([
      'analytics',
      'customers',
      'intake',
      'interactions',
      'segmentation',
    ]);
    expect((await fetch(`${cluster.url}/health/ready`)).status).toBe(200);
    const page = await (await fetch(cluster.url)).text();
    expect(page).toContain('Who the customers are');
    const document = await (await fetch(`${cluster.url}/docs/analytics.json`)).json();
    expect(document).toHaveProperty(['paths', '/analytics/v1/overview']);
    expect((await fetch(`${cluster.url}/docs/asyncapi.json`)).status).toBe(200);
    expect(await (await fetch(`${cluster.url}/metrics`)).text()).toContain('process_memory_usage_bytes');
    expect(cluster.databaseUrl('intake')).toMatch(/\/clientele_intake$/);
  });

  it(
    'makes customers of what came in, over the wire',
    async () => {
      expect(await sendLead(cluster.url, 'first')).toBe('accepted');
      await untilKnown(cluster.url, 'first');
    },
    PATIENCE,
  );

  it(
    'goes on when a service was killed, and brings it back',
    async () => {
      const customers = cluster.replicas.find(({ service }) => service === 'customers')!;
      customers.kill('SIGKILL');
      await customers.ended;
      expect(await sendLead(cluster.url, 'meanwhile')).toBe('accepted');
      await untilKnown(cluster.url, 'meanwhile');
      expect(customers.restarts).toBe(1);
      expect(told).toContain('customers.1 ended (SIGKILL).');
    },
    PATIENCE,
  );

  it(
    'goes on when PostgreSQL was killed and is there again',
    async () => {
      await cluster.postgres.kill();
      expect((await fetch(`${cluster.url}/health/ready`)).status).toBe(503);
      await cluster.postgres.restart();
      await eventually(async () => expect(await sendLead(cluster.url, 'after')).toMatch(/accepted|duplicate/), 60_000);
      await untilKnown(cluster.url, 'after');
    },
    PATIENCE,
  );

  it(
    'shares requests with a replica that is added, and does without it again',
    async () => {
      const added = await cluster.addReplica('intake');
      expect(cluster.replicas.filter(({ service }) => service === 'intake')).toHaveLength(2);
      await cluster.removeReplica(added);
      expect(await added.ended).toEqual({ code: 0, signal: null });
      expect(await sendLead(cluster.url, 'last')).toBe('accepted');
    },
    PATIENCE,
  );
});

describeWithKafka('The program of the cluster', (kafka) => {
  let home: string;
  let running: ClusterProcess;
  beforeEach(async () => {
    home = await newHome();
  });
  afterEach(async () => {
    await running.end('SIGTERM');
    await rm(home, { recursive: true, force: true });
  }, PATIENCE);

  const begin = async (env: Record<string, string>): Promise<void> => {
    running = new ClusterProcess({ CLIENTELE_HOME: home, ...env });
    await running.untilReady();
  };

  it(
    'leaves nothing behind after kill -9, and goes on with its data',
    async () => {
      const env = onSharedKafka(kafka());
      await begin(env);
      expect(running.said).toMatch(/Services {3}\S+\/intake\/v1 +http:\/\/127.0.0.1:\d+\n/);
      expect(await sendLead(running.url, 'one')).toBe('accepted');
      expect((await processesOf(home)).length).toBeGreaterThan(5);
      await running.end('SIGKILL');
      await eventually(async () => expect(await processesOf(home)).toEqual([]), 40_000);
      await begin(env);
      expect(await sendLead(running.url, 'one')).toBe('duplicate');
      expect(await running.end('SIGINT')).toBe(0);
      expect(running.said).toContain('Stopping');
      expect(await processesOf(home)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "says in a service's own words why that does not start",
    async () => {
      const env = { ...onSharedKafka(kafka()), CLIENTELE_DEFAULT_COUNTRY: 'CN', CLIENTELE_SHARDS: '8' };
      await begin({ ...env, CLIENTELE_IDENTITY_SECRET: 'one secret of some length' });
      await running.end('SIGTERM');
      running = new ClusterProcess({
        ...env,
        CLIENTELE_HOME: home,
        CLIENTELE_IDENTITY_SECRET: 'another secret of some length',
      });
      expect(await running.ended).toBe(EXIT.configuration);
      expect(running.said).toContain('CLIENTELE_IDENTITY_SECRET');
      expect(await processesOf(home)).toEqual([]);
    },
    PATIENCE,
  );
});

describe('What keeps the cluster from starting is told in words', () => {
  it.each([
    [['--replicas', 'many'], {}, '--replicas many'],
    [['--replica', '2'], {}, '--help'],
    [[], { KAFKA_BROKERS: 'somewhere' }, 'KAFKA_BROKERS'],
  ])('%j %j', async (args, env, words) => {
    const running = new ClusterProcess(env, args);
    expect(await running.ended).toBe(EXIT.configuration);
    expect(running.said).toContain(words);
    expect(running.said).not.toMatch(/^\s+at /m);
  });
});
