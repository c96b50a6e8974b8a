import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Config,
  createLogger,
  createServiceApp,
  openApiDocument,
  openService,
  type OpenService,
  SubscriptionHost,
  type Follow,
  type ServiceDefinition,
  type ServiceParts,
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
  readonly document: (service: RunningService) => string;
  readonly close: () => Promise<void>;
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
  const running = new Map<string, RunningService>();
  const follow: Follow = async (service, positions, milliseconds) =>
    (await running.get(service)?.app.get(SubscriptionHost).follow(positions, milliseconds)) ?? new Map();
  const services = await all(
    opened.map(async (service) => {
      const app = await start(service, opened, { config, keys, follow });
      const started = { ...service, app };
      running.set(service.definition.name, started);
      return started;
    }),
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
  { definition, database, store, logger }: OpenService,
  opened: readonly OpenService[],
  shared: Pick<ServiceParts, 'config' | 'keys' | 'follow'>,
): Promise<NestFastifyApplication> => {
  const others = opened.filter(({ feed }) => feed.source !== definition.name);
  const feeds = new Map(others.map(({ feed }) => [feed.source, feed]));
  const app = await createServiceApp(definition, { ...shared, database, store, logger, feeds });
  await app.startAllMicroservices();
  return app;
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
  await Promise.all(results.map(async (result) => result.status === 'fulfilled' && undo(result.value)));
  throw failed.reason;
};
