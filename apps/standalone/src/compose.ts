import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Config,
  createLogger,
  createServiceApp,
  openApiDocument,
  openService,
  type OpenService,
  type ServiceDefinition,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { SERVICES } from './services.js';

/** One service at work. */
export interface RunningService extends OpenService {
  readonly app: NestFastifyApplication;
}

export interface Composition {
  readonly services: readonly RunningService[];
  /** The OpenAPI document of a service, as JSON. */
  document(service: RunningService): string;
  close(): Promise<void>;
}

export const serviceNames = SERVICES.map(({ name }) => name);

/** Opens every service's database, and starts their applications with feeds between them. */
export const compose = async (
  config: Config,
  secret: string,
  databases: ReadonlyMap<string, string>,
): Promise<Composition> => {
  const keys = new IdentityKeys(secret);
  const opened = await all(
    SERVICES.map((definition) => open(definition, config, keys, databases)),
    closeDatabase,
  );
  const services = await all(
    opened.map((service) => start(service, opened, config, keys)),
    ({ app }) => app.close(),
  ).catch(async (error: unknown) => {
    await Promise.all(opened.map(closeDatabase));
    throw error;
  });
  return { services, document: documents(), close: () => close(services) };
};

const open = (
  definition: ServiceDefinition,
  config: Config,
  keys: IdentityKeys,
  databases: ReadonlyMap<string, string>,
): Promise<OpenService> => {
  const databaseUrl = databases.get(definition.name);
  if (databaseUrl === undefined) throw new Error(`${definition.name} has no database.`);
  return openService(definition, { config, databaseUrl, keys, logger: createLogger(config.logLevel, definition.name) });
};

const start = async (
  service: OpenService,
  opened: readonly OpenService[],
  config: Config,
  keys: IdentityKeys,
): Promise<RunningService> => {
  const { definition, database, store } = service;
  const logger = createLogger(config.logLevel, definition.name);
  const feeds = new Map(opened.filter((other) => other !== service).map(({ feed }) => [feed.source, feed]));
  const app = await createServiceApp(definition, { config, database, store, feeds, keys, logger });
  await app.startAllMicroservices();
  return { ...service, app };
};

const close = async (services: readonly RunningService[]): Promise<void> => {
  // All applications before any database: a subscription reads the databases of others.
  await Promise.all(services.map(({ app }) => app.close()));
  await Promise.all(services.map(closeDatabase));
};

const closeDatabase = ({ database }: OpenService): Promise<void> => database.close();

const documents = (): ((service: RunningService) => string) => {
  const made = new Map<RunningService, string>();
  return (service) => {
    const document = made.get(service) ?? JSON.stringify(openApiDocument(service.app, service.definition));
    made.set(service, document);
    return document;
  };
};

/** Like `Promise.all`, but when one fails the others are undone. */
const all = async <T>(works: readonly Promise<T>[], undo: (done: T) => Promise<void>): Promise<T[]> => {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  await Promise.all(results.map((result) => (result.status === 'fulfilled' ? undo(result.value) : undefined)));
  throw failed.reason;
};
