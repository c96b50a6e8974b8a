import { PostgresEventStore, type Feed, type TransactionalEventStore } from '@clientele/event-sourcing';
import { EmbeddedFeed } from '@clientele/messaging';
import type { IdentityKeys } from '@clientele/privacy';
import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import { checkIdentitySecret } from './database/identity-secret.js';
import type { Database } from './database/database.js';
import { openDatabase } from './database/open-database.js';
import type { ServiceDefinition } from './service-definition.js';

export interface OpenServiceOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly keys: IdentityKeys;
  readonly logger: Logger;
}

/** A service's database and event store, before its application. */
export interface OpenService {
  readonly definition: ServiceDefinition;
  readonly database: Database;
  readonly store: TransactionalEventStore;
  /** What it publishes, for other services in this process. */
  readonly feed: Feed;
  readonly logger: Logger;
}

/** Connects, migrates, checks the identity secret and opens the event store. */
export const openService = async (
  definition: ServiceDefinition,
  { config, databaseUrl, keys, logger }: OpenServiceOptions,
): Promise<OpenService> => {
  const { name: service, migrations } = definition;
  const database = await openDatabase({ url: databaseUrl, service, migrations, poolSize: config.poolSize, logger });
  try {
    await checkIdentitySecret(database, keys, service);
    const options = { name: service, shards: config.shards, upcasters: definition.upcasters ?? [] };
    const store = await new PostgresEventStore(database.pool, options).open();
    const feed = new EmbeddedFeed(store, definition.publish ?? (() => undefined));
    return { definition, database, store, feed, logger };
  } catch (error) {
    await database.close();
    throw error;
  }
};
