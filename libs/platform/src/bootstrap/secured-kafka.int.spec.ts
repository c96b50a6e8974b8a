import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { ensureTopics } from '@clientele/messaging/kafka';
import { IdentityKeys } from '@clientele/privacy';
import { describeWithLocalBroker, eventually, testDatabase, type TestDatabase } from '@clientele/testing';
import { Config } from '../config/config.js';
import { createLogger } from '../logging/logger.js';
import { openService, type OpenService } from '../open-service.js';
import type { ServiceDefinition } from '../service-definition.js';
import { SERVICE_NAMES, type ServiceName } from '../service-names.js';
import { KafkaWiring } from './kafka-wiring.js';
import { SecuredKafka } from './secured-kafka.fixture.js';

@Module({})
class EmptyModule {}

const definition: ServiceDefinition = {
  name: 'intake',
  description: 'A publisher.',
  module: EmptyModule,
  migrations: [],
  publish: ({ type, schemaVersion, data }) => ({ type, schemaVersion, data }),
};
const LEAD = { type: 'LeadReceived', data: {} };
const TOPIC = 'clientele.intake.v1';

/** Nobody answers there: what arrives came over the wire. */
const NOWHERE = Object.fromEntries(
  SERVICE_NAMES.map((name) => [`CLIENTELE_${name.toUpperCase()}_URL`, 'http://127.0.0.1:9']),
);

describeWithLocalBroker('a Kafka that is secured', () => {
  let kafka: SecuredKafka;
  let database: TestDatabase;
  let service: OpenService;
  const log: string[] = [];
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    [kafka, database] = await Promise.all([SecuredKafka.start(), testDatabase()]);
    const [config, keys] = [new Config({ shards: 2 }), new IdentityKeys('a secret of the test')];
    service = await openService(definition, {
      config,
      databaseUrl: database.url,
      keys,
      logger: createLogger('silent'),
    });
    await kafka.allow('intake', [`topic ${TOPIC}: Write, Create, DescribeConfigs`]);
    for (const reader of ['customers', 'analytics'])
      await kafka.allow(reader, [`topic ${TOPIC}: Read, DescribeConfigs`, `group clientele.${reader}: Read`]);
  }, 300_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    log.length = 0;
  });
  afterAll(async () => {
    await service.database.close();
    await Promise.all([kafka.stop(), database.close()]);
  });

  const wiringOf = (name: ServiceName, environment: Record<string, string>): KafkaWiring => {
    const logger = createLogger('trace', name, { write: (line) => void log.push(line) });
    const config = Config.fromEnvironment({ CLIENTELE_SHARDS: '2', ...NOWHERE, ...environment });
    return new KafkaWiring({ ...service, definition: { ...definition, name }, logger }, config, 'token');
  };

  const ensure = async (environment: Record<string, string>): Promise<unknown> => {
    const { client, settings } = wiringOf('intake', environment);
    return ensureTopics(client, settings, [{ topic: TOPIC, partitions: 2 }]).catch((error: unknown) => error);
  };

  const startRelay = (environment: Record<string, string>) => {
    const relay = wiringOf('intake', environment).relay()!;
    open.push(relay);
    relay.start();
    return relay;
  };

  /** The types of what arrives at a subscription that begins anew. */
  const startReading = async (wiring: KafkaWiring): Promise<string[]> => {
    const [types, at] = [[] as string[], [0, 0]];
    const subscription = await wiring.feeds.get('intake')!.subscribe({
      name: 'spec',
      batchSize: 100,
      checkpoints: async () => [...at],
      handle: async (slices) => {
        for (const { shard, to, records } of slices) {
          types.push(...records.map(({ type }) => type));
          at[shard] = to;
        }
      },
    });
    const consumer = wiring.consumer(['intake']);
    open.push(subscription, consumer);
    consumer.start();
    return types;
  };

  it('carries from service to service what each user may write and read', async () => {
    const relay = startRelay(kafka.login('intake', 'scram-sha-512'));
    await service.store.append([{ stream: 'one', events: [LEAD] }]);
    const read = await Promise.all([
      startReading(wiringOf('customers', kafka.login('customers', 'scram-sha-256'))),
      startReading(wiringOf('analytics', kafka.certificate('analytics'))),
    ]);
    await eventually(() => expect(read).toEqual([[LEAD.type], [LEAD.type]]), 30_000);
    expect(relay.problem).toBeUndefined();
  }, 60_000);

  it.each<[string, RegExp, (login: Record<string, string>) => Record<string, string>]>([
    [
      'a wrong password',
      /SCRAM.*invalid credentials.*Look at KAFKA_SASL_/,
      (login) => ({ ...login, KAFKA_SASL_PASSWORD: 'geheim-0000' }),
    ],
    [
      'a login by another mechanism',
      /does not support .* SASL mechanism.*KAFKA_SASL_MECHANISM/,
      (login) => ({ ...login, KAFKA_SASL_MECHANISM: 'plain' }),
    ],
    ['a client without TLS', /Closed connection.*KAFKA_SSL/, (login) => ({ ...login, KAFKA_SSL: 'false' })],
    [
      'a client without a login',
      /Closed connection.*KAFKA_SASL_USERNAME/,
      (login) => ({ KAFKA_BROKERS: login.KAFKA_BROKERS!, KAFKA_SSL_CA: login.KAFKA_SSL_CA! }),
    ],
    [
      'a client without a certificate where it must have one',
      /tls alert.*KAFKA_SSL_CERT/,
      () => ({ ...kafka.certificate('analytics'), KAFKA_SSL_CERT: '', KAFKA_SSL_KEY: '' }),
    ],
    ["a client with a stranger's certificate", /tls alert.*KAFKA_SSL_CERT/, () => kafka.certificate('stranger')],
    ['a user without rights', /Topic authorization failed.*lacks a right/, () => kafka.login('acme', 'scram-sha-512')],
  ])('refuses %s', async (_, words, changed) => {
    const error = await ensure(changed(kafka.login('intake', 'scram-sha-512')));
    expect(String(error)).toMatch(words);
    expect(`${String(error)} ${log.join(' ')}`).not.toMatch(/geheim/);
  });

  it.each<[string, RegExp, (login: Record<string, string>) => Record<string, string>]>([
    [
      'an authority that nobody told us',
      /certificate.*KAFKA_SSL_CA/,
      (login) => ({ ...login, KAFKA_SSL: 'true', KAFKA_SSL_CA: '' }),
    ],
    [
      'an authority that is not the one we know',
      /certificate.*KAFKA_SSL_CA/,
      (login) => ({ ...login, KAFKA_SSL_CA: kafka.file('other-ca.pem') }),
    ],
    ['nobody, without TLS', /TLS.*KAFKA_SSL/, (login) => kafka.plain(login)],
  ])('is not trusted where its certificate is from %s', async (_, words, changed) => {
    const error = await ensure(changed(kafka.login('intake', 'scram-sha-512')));
    expect(String(error)).toMatch(words);
    expect(log.join(' ')).not.toContain('Sasl');
  });

  it('says so where a user may not read by a group', async () => {
    const consumer = wiringOf('segmentation', kafka.login('customers', 'scram-sha-512')).consumer(['intake']);
    open.push(consumer);
    consumer.start();
    const message = expect.stringMatching(/our user may not read by that group/);
    await eventually(() => expect(consumer.problem).toMatchObject({ message }));
  });

  it('is asked once every two seconds, and told of in one line, while the password is wrong', async () => {
    const before = await kafka.refusals();
    const relay = startRelay({ ...kafka.login('intake', 'scram-sha-512'), KAFKA_SASL_PASSWORD: 'geheim-0000' });
    const warnings = () => log.filter((line) => line.includes('"level":40'));
    await eventually(() => expect(warnings().length).toBeGreaterThanOrEqual(3));
    expect((await kafka.refusals()) - before).toBe(warnings().length);
    expect(relay.problem).toMatchObject({ message: expect.stringContaining('invalid credentials') });
  });

  it('logs neither passwords nor what proves them, however loud kafkajs is', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { KAFKAJS_LOG_LEVEL: 'debug', KAFKAJS_DEBUG_PROTOCOL_BUFFERS: '1' });
    try {
      const login = kafka.login('intake', 'scram-sha-512');
      expect(await ensure(login)).toBeUndefined();
      await ensure({ ...login, KAFKA_SASL_PASSWORD: 'geheim-0000' });
    } finally {
      process.env = before;
    }
    const said = log.join('');
    expect(said).toContain('Response SaslAuthenticate');
    expect(said).not.toMatch(/geheim|authBytes|"Buffer"|biws|[rsp]=/);
  });
});
