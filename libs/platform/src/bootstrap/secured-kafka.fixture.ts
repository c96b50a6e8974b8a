import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka } from '@clientele/messaging/kafka';
import { startBroker, type Broker } from '../../../../deploy/kafka/broker.mjs';
import { Config } from '../config/config.js';
import { createLogger } from '../logging/logger.js';
import { Authority } from './certificates.fixture.js';

/** Kafka's numbers, which kafkajs takes. */
const TYPES = { topic: 2, group: 3 };
const OPERATIONS = { Read: 3, Write: 4, Create: 5, Describe: 8, DescribeConfigs: 10 };
const [ALLOW, LITERAL] = [3, 3];

/** What a user may do, e.g. `topic clientele.intake.v1: Write, Create`. */
export type Right = `${keyof typeof TYPES} ${string}: ${string}`;

const USERS = { intake: 'geheim-1f4c', customers: 'geheim-9b20', acme: 'geheim-77e3' };

/**
 * A broker as an operator would secure it: users log in over TLS (SECURED), or are who their certificate says (MUTUAL), and
 * may do nothing that is not allowed. Its plain listener, on this machine alone, is for who sets it up.
 */
export class SecuredKafka {
  private constructor(
    private readonly broker: Broker,
    private readonly folder: string,
  ) {}

  static async start(): Promise<SecuredKafka> {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-secured-'));
    await writeCertificates(folder);
    const broker = await startBroker({
      dataDirectory: join(folder, 'kafka'),
      listeners: { SECURED: 'SASL_SSL', MUTUAL: 'SSL' },
      users: USERS,
      settings: settingsIn(folder),
    });
    return new SecuredKafka(broker, folder);
  }

  async stop(): Promise<void> {
    await this.broker.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Environment variables of who logs in. */
  login(user: keyof typeof USERS, mechanism: 'scram-sha-256' | 'scram-sha-512'): Record<string, string> {
    return {
      KAFKA_BROKERS: this.broker.listeners.SECURED!,
      KAFKA_SSL_CA: this.file('ca.pem'),
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: USERS[user],
    };
  }

  /** Environment variables of who shows a certificate. */
  certificate(name: 'analytics' | 'stranger'): Record<string, string> {
    return {
      KAFKA_BROKERS: this.broker.listeners.MUTUAL!,
      KAFKA_SSL_CA: this.file('ca.pem'),
      KAFKA_SSL_CERT: this.file(`${name}.pem`),
      KAFKA_SSL_KEY: this.file(`${name}.key`),
    };
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** How often somebody was not let in, as the broker says. */
  async refusals(): Promise<number> {
    const log = await readFile(join(this.folder, 'kafka', 'broker.log'), 'utf8');
    return log.match(/Failed authentication/g)?.length ?? 0;
  }

  /** `environment` by the listener that knows neither TLS nor users. */
  plain(environment: Record<string, string>): Record<string, string> {
    return { ...environment, KAFKA_BROKERS: this.broker.brokers.join(',') };
  }

  async allow(user: string, rights: readonly Right[]): Promise<void> {
    const { kafka } = Config.fromEnvironment(this.plain({}));
    const admin = connectKafka(kafka!, createLogger('silent')).admin();
    await admin.connect();
    await admin.createAcls({ acl: rights.flatMap((right) => entriesOf(user, right)) });
    await admin.disconnect();
  }
}

const entriesOf = (user: string, right: Right) => {
  const [, type, resourceName, operations] = /^(\w+) (\S+): (.+)$/.exec(right)!;
  return operations!.split(', ').map((operation) => ({
    principal: `User:${user}`,
    host: '*',
    resourceType: TYPES[type as keyof typeof TYPES],
    resourceName: resourceName!,
    resourcePatternType: LITERAL,
    operation: OPERATIONS[operation as keyof typeof OPERATIONS],
    permissionType: ALLOW,
  }));
};

const writeCertificates = async (folder: string): Promise<void> => {
  const [known, unknown] = [new Authority('known'), new Authority('unknown')];
  const broker = known.sign('broker');
  const [analytics, stranger] = [known.sign('analytics'), unknown.sign('analytics')];
  const files = {
    'ca.pem': known.cert,
    'other-ca.pem': unknown.cert,
    'broker.pem': broker.key + broker.cert,
    'analytics.pem': analytics.cert,
    'analytics.key': analytics.key,
    'stranger.pem': stranger.cert,
    'stranger.key': stranger.key,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
};

const settingsIn = (folder: string) => ({
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.location': join(folder, 'broker.pem'),
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': join(folder, 'ca.pem'),
  'listener.name.mutual.ssl.client.auth': 'required',
  'listener.name.mutual.ssl.principal.mapping.rules': 'RULE:^CN=(.+)$/$1/',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
});
