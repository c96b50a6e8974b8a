import { describe, expect } from '@jest/globals';
import { always, mostly, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { telemetrySettings } from '../telemetry/settings.js';
import { Config } from './config.js';
import { ConfigError } from './environment-reader.js';

/** Near values that are right. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  HOST: ['0.0.0.0', '::1'],
  PORT: ['0', '3000', '65536', '1e3', '0x10'],
  CLIENTELE_HOME: ['.clientele', '/srv'],
  DATABASE_URL: ['postgres://a:b@host:5432/', 'mysql://x', 'postgres:'],
  CLIENTELE_SHARDS: ['1', '256', '257'],
  CLIENTELE_IDENTITY_SECRET: ['a secret of some length', 'short'],
  CLIENTELE_DEFAULT_COUNTRY: ['cn', 'US', 'USA'],
  LOG_LEVEL: ['info', 'constructor'],
  CLIENTELE_BODY_LIMIT: ['1024', '9'],
  CLIENTELE_STUCK_AFTER: ['30', '-1'],
  KAFKA_BROKERS: ['a:9092', 'a:9092,b:70000', 'a'],
  KAFKA_TOPIC_PREFIX: ['clientele', '.'],
  KAFKA_SSL: ['true', 'yes'],
  KAFKA_SSL_CA: ['/nowhere', '/etc'],
  KAFKA_SASL_USERNAME: ['ann'],
  KAFKA_SASL_PASSWORD: ['secret'],
  KAFKA_SASL_MECHANISM: ['plain', 'toString'],
  KAFKA_COMPRESSION: ['zstd', '__proto__'],
  KAFKA_REPLICATION_FACTOR: ['3', '0'],
  KAFKA_MIN_INSYNC_REPLICAS: ['2', '9'],
  CLIENTELE_INTAKE_URL: ['http://intake:3000', 'http://a,https://b/', 'ftp://x', 'http://u:p@h'],
  OTEL_TRACES_EXPORTER: ['otlp', 'zipkin'],
  OTEL_TRACES_SAMPLER_ARG: ['0.5', '', 'NaN', '1e-3', '0x1'],
};
const environment = fc.record(
  Object.fromEntries(
    Object.entries(SETTINGS).map(([name, values]) => [name, mostly(fc.constantFrom(...values), wildText())]),
  ),
  { requiredKeys: [], noNullPrototype: true },
);

describe('the environment', () => {
  always(
    'is understood, or refused with each variable that is wrong by its name',
    fc.property(environment, (given) => {
      for (const read of [() => Config.fromEnvironment(given), () => telemetrySettings(given)]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          for (const problem of (error as ConfigError).problems) expect(problem).toMatch(/^[A-Z_]+ .*\.$/s);
        }
      }
    }),
    { runs: 500 },
  );

  always(
    'that is right is kept as it is',
    fc.property(
      fc.integer({ min: 0, max: 65_535 }),
      fc.integer({ min: 1, max: 256 }),
      fc.webUrl(),
      (port, shards, url) => {
        fc.pre(!/[@?#,]/.test(url));
        const config = Config.fromEnvironment({
          PORT: String(port),
          CLIENTELE_SHARDS: ` ${shards} `,
          CLIENTELE_INTAKE_URL: url,
        });
        expect([config.port, config.shards]).toEqual([port, shards]);
        expect(config.serviceUrls.get('intake')).toEqual([url.replace(/\/+$/, '')]);
      },
    ),
  );
});
