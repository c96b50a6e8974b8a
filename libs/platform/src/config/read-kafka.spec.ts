import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Authority } from '../bootstrap/certificates.fixture.js';
import { Config } from './config.js';
import { EnvironmentReader } from './environment-reader.js';
import { readKafka } from './read-kafka.js';

const brokers = { KAFKA_BROKERS: 'one:9092' };

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  const read = new EnvironmentReader({ ...brokers, ...environment });
  readKafka(read);
  return read.problems;
};

const kafkaOf = (environment: Record<string, string>) => Config.fromEnvironment({ ...brokers, ...environment }).kafka!;

const login = { KAFKA_SASL_USERNAME: 'intake', KAFKA_SASL_PASSWORD: 'geheim' };

const lockedKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'geheim' },
  }).privateKey;

describe('the Kafka of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const fileOf = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const authority = new Authority('spec');
  const { cert, key } = authority.sign('intake');
  const [ca, certFile, keyFile] = [fileOf('ca', authority.cert), fileOf('cert', cert), fileOf('key', key)];
  const garbage = fileOf('garbage', 'geheim');

  it('is none where no broker is named', () => {
    for (const KAFKA_BROKERS of ['', ' , ']) expect(Config.fromEnvironment({ KAFKA_BROKERS }).kafka).toBeUndefined();
  });

  it('has a default for everything but the brokers', () => {
    expect(kafkaOf({ KAFKA_BROKERS: ' one:9092, two:9093 ,' })).toEqual({
      brokers: ['one:9092', 'two:9093'],
      clientId: 'clientele',
      topicPrefix: 'clientele',
      compression: 'zstd',
      createTopics: true,
      retentionHours: 168,
      replicationFactor: undefined,
      minInsyncReplicas: undefined,
      tls: undefined,
      sasl: undefined,
    });
  });

  it('is as it is set', () => {
    const set = {
      KAFKA_CLIENT_ID: 'berlin',
      KAFKA_TOPIC_PREFIX: 'acme.clientele',
      KAFKA_COMPRESSION: 'gzip',
      KAFKA_CREATE_TOPICS: 'false',
      KAFKA_REPLICATION_FACTOR: '3',
      KAFKA_MIN_INSYNC_REPLICAS: '2',
      KAFKA_RETENTION_HOURS: '24',
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: ca,
      KAFKA_SSL_CERT: certFile,
      KAFKA_SSL_KEY: keyFile,
      KAFKA_SASL_MECHANISM: 'scram-sha-256',
      KAFKA_SASL_USERNAME: 'intake',
      KAFKA_SASL_PASSWORD: 'geheim',
    };
    expect(kafkaOf(set)).toEqual({
      brokers: ['one:9092'],
      clientId: 'berlin',
      topicPrefix: 'acme.clientele',
      compression: 'gzip',
      createTopics: false,
      replicationFactor: 3,
      minInsyncReplicas: 2,
      retentionHours: 24,
      tls: { ca: authority.cert, cert, key },
      sasl: { mechanism: 'scram-sha-256', username: 'intake', password: 'geheim' },
    });
  });

  it('is spoken to by TLS where KAFKA_SSL says so, or where a certificate is named and it does not say', () => {
    expect(kafkaOf({ KAFKA_SSL: 'true' }).tls).toEqual({});
    expect(kafkaOf({ KAFKA_SSL_CA: ca }).tls).toEqual({ ca: authority.cert });
    expect(kafkaOf({ KAFKA_SSL_CERT: certFile, KAFKA_SSL_KEY: keyFile }).tls).toEqual({ cert, key });
    expect(kafkaOf({ KAFKA_SSL: 'false', KAFKA_SSL_CA: ca }).tls).toBeUndefined();
  });

  it('is logged in to by SCRAM-SHA-512 unless said', () => {
    expect(kafkaOf(login).sasl).toEqual({ mechanism: 'scram-sha-512', username: 'intake', password: 'geheim' });
  });

  it.each<[string, RegExp, Record<string, string>]>([
    ['no address', /KAFKA_BROKERS.*wrong: number 2, 3\.$/, { KAFKA_BROKERS: 'one:9092,two,three:70000' }],
    ['an address with a password', /KAFKA_BROKERS.*number 1\.$/, { KAFKA_BROKERS: 'sasl://intake:geheim@one:9092' }],
    ['a prefix that is no name', /KAFKA_TOPIC_PREFIX/, { KAFKA_TOPIC_PREFIX: 'a/b' }],
    ['another compression', /KAFKA_COMPRESSION must be one of none, gzip, zstd/, { KAFKA_COMPRESSION: 'lzo' }],
    [
      'what is neither true nor false',
      /KAFKA_CREATE_TOPICS must be one of true, false/,
      { KAFKA_CREATE_TOPICS: 'yes' },
    ],
    ['no replicas', /KAFKA_REPLICATION_FACTOR.*from 1/, { KAFKA_REPLICATION_FACTOR: '0' }],
    ['no replica in sync', /KAFKA_MIN_INSYNC_REPLICAS.*from 1/, { KAFKA_MIN_INSYNC_REPLICAS: '0' }],
    [
      'more in sync than there are',
      /KAFKA_MIN_INSYNC_REPLICAS.*KAFKA_REPLICATION_FACTOR/,
      { KAFKA_MIN_INSYNC_REPLICAS: '3', KAFKA_REPLICATION_FACTOR: '2' },
    ],
    ['no retention', /KAFKA_RETENTION_HOURS.*from 1/, { KAFKA_RETENTION_HOURS: '-1' }],
    ['half a switch', /KAFKA_SSL must be one of true, false/, { KAFKA_SSL: '1' }],
    ['a missing file', /KAFKA_SSL_CA must name a file that can be read: ENOENT/, { KAFKA_SSL_CA: join(folder, 'no') }],
    ['a folder', /KAFKA_SSL_CA must name a file that can be read: EISDIR/, { KAFKA_SSL_CA: folder }],
    ['what is no certificate', /KAFKA_SSL_CA.*PEM/, { KAFKA_SSL_CA: garbage }],
    ['an empty file', /KAFKA_SSL_CA.*PEM/, { KAFKA_SSL_CA: fileOf('empty', '') }],
    ['a certificate without a key', /belong together/, { KAFKA_SSL_CERT: certFile }],
    ['a key without a certificate', /belong together/, { KAFKA_SSL_KEY: keyFile }],
    ['a key that is none', /KAFKA_SSL_KEY must name/, { KAFKA_SSL_CERT: certFile, KAFKA_SSL_KEY: garbage }],
    [
      "another's key",
      /KAFKA_SSL_KEY must name/,
      { KAFKA_SSL_CERT: certFile, KAFKA_SSL_KEY: fileOf('other', authority.sign('intake').key) },
    ],
    [
      'a locked key',
      /the key without a password/,
      { KAFKA_SSL_CERT: certFile, KAFKA_SSL_KEY: fileOf('locked', lockedKey()) },
    ],
    ['another mechanism', /KAFKA_SASL_MECHANISM must be one of scram/, { ...login, KAFKA_SASL_MECHANISM: 'gssapi' }],
    ['a user without a password', /belong together/, { KAFKA_SASL_USERNAME: 'intake' }],
    ['a password without a user', /belong together/, { KAFKA_SASL_PASSWORD: 'geheim' }],
    ['a mechanism alone', /belong together/, { KAFKA_SASL_MECHANISM: 'plain' }],
  ])('cannot have %s', (_, words, environment) => {
    const problems = problemsOf(environment);
    expect(problems).toEqual([expect.stringMatching(words)]);
    expect(problems.join()).not.toContain('geheim');
  });

  it('tells all that is wrong at once', () => {
    const problems = problemsOf({
      KAFKA_BROKERS: 'one',
      KAFKA_TOPIC_PREFIX: '-',
      KAFKA_SSL_CA: garbage,
      KAFKA_SSL_CERT: join(folder, 'no'),
      KAFKA_SASL_PASSWORD: 'geheim',
      KAFKA_COMPRESSION: 'lz5',
      KAFKA_CREATE_TOPICS: '1',
      KAFKA_REPLICATION_FACTOR: 'x',
      KAFKA_RETENTION_HOURS: 'x',
    });
    const named = problems.map((problem) => problem.split(' ')[0]);
    expect(named).toEqual([
      'KAFKA_BROKERS',
      'KAFKA_TOPIC_PREFIX',
      'KAFKA_SSL_CERT',
      'KAFKA_SSL_CA',
      'KAFKA_SSL_CERT',
      'KAFKA_SASL_USERNAME',
      'KAFKA_COMPRESSION',
      'KAFKA_CREATE_TOPICS',
      'KAFKA_REPLICATION_FACTOR',
      'KAFKA_RETENTION_HOURS',
    ]);
    expect(problems.join()).not.toContain('geheim');
  });
});
