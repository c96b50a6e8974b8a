import { resolve } from 'node:path';
import { DEFAULT_SHARDS } from '@clientele/event-sourcing';
import type { KafkaSettings } from '@clientele/messaging';
import { ConfigError, EnvironmentReader } from './environment-reader.js';
import { readKafka } from './read-kafka.js';
import { readServiceUrls } from './read-service-urls.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Settings = Omit<Config, 'with'>;

/** What is set from outside. */
export class Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path of what the embedded default keeps on disk. */
  readonly home: string;
  /** An external PostgreSQL instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Of each event store; fixed for its life. */
  readonly shards: number;
  /** Secret of the identity keys. Without it the composition keeps one in `home`. */
  readonly identitySecret?: string;
  /** ISO 3166-1 alpha-2, for telephone numbers without a prefix. */
  readonly defaultCountry?: string;
  readonly logLevel: LogLevel;
  /** Most bytes of a request body that is not streamed. */
  readonly bodyLimit: number;
  /** Most connections of one service to its database. */
  readonly poolSize: number;
  /** Milliseconds after which a view or reaction that should move and does not makes its service not ready. */
  readonly stuckAfter: number;
  /** The wire between services that run as processes of their own. */
  readonly kafka?: KafkaSettings;
  /** By service, the base URLs of its processes. */
  readonly serviceUrls: ReadonlyMap<string, readonly string[]>;

  constructor(settings: Partial<Settings> = {}) {
    this.host = settings.host ?? '127.0.0.1';
    this.port = settings.port ?? 3000;
    this.home = resolve(settings.home ?? '.clientele');
    this.databaseUrl = settings.databaseUrl;
    this.shards = settings.shards ?? DEFAULT_SHARDS;
    this.identitySecret = settings.identitySecret;
    this.defaultCountry = settings.defaultCountry;
    this.logLevel = settings.logLevel ?? 'warn';
    this.bodyLimit = settings.bodyLimit ?? 16 * 1024 * 1024;
    this.poolSize = settings.poolSize ?? 10;
    this.stuckAfter = settings.stuckAfter ?? 30_000;
    this.kafka = settings.kafka;
    this.serviceUrls = settings.serviceUrls ?? new Map();
  }

  /** The same with some settings changed. */
  with(settings: Partial<Settings>): Config {
    return new Config({ ...this, ...settings });
  }

  /** Throws a {@link ConfigError} that names every variable that is wrong. */
  static fromEnvironment(environment: NodeJS.ProcessEnv = process.env): Config {
    const read = new EnvironmentReader(environment);
    const config = new Config({
      host: read.text('HOST'),
      port: read.integer('PORT', 0, 65_535),
      home: read.text('CLIENTELE_HOME'),
      databaseUrl: read.postgresUrl('DATABASE_URL'),
      shards: read.integer('CLIENTELE_SHARDS', 1, 256),
      identitySecret: read.secret('CLIENTELE_IDENTITY_SECRET', 16),
      defaultCountry: read.country('CLIENTELE_DEFAULT_COUNTRY'),
      logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS),
      bodyLimit: read.integer('CLIENTELE_BODY_LIMIT', 1024, 1024 * 1024 * 1024),
      poolSize: read.integer('CLIENTELE_POOL_SIZE', 4, 200),
      stuckAfter: milliseconds(read.integer('CLIENTELE_STUCK_AFTER', 1, 86_400)),
      kafka: readKafka(read),
      serviceUrls: readServiceUrls(read),
    });
    if (read.problems.length > 0) throw new ConfigError(read.problems);
    return config;
  }
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1_000;
