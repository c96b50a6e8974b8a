import { type DomainEvent, encodePositions, type FeedRecord, type Position } from '@clientele/event-sourcing';
import {
  Config,
  createLogger,
  createServiceApp,
  type OpenService,
  openService,
  type ServiceDefinition,
  type ServiceName,
} from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase } from './test-database.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what it asked for
  readonly body: any;
}

export interface ServiceUnderTest {
  readonly keys: IdentityKeys;
  readonly own: OpenService;
  ask(method: string, path: string, options?: { body?: object; headers?: Record<string, string> }): Promise<Answered>;
  /** Lets another service have published these; answers with headers that wait for the last of them. */
  publish(source: ServiceName, records: readonly FeedRecord[]): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Stands in for a service upstream: a real store and feed, without its application. Publishes all it is given. */
const upstream = (name: ServiceName, definition: ServiceDefinition): ServiceDefinition => ({
  name,
  description: name,
  module: definition.module,
  migrations: [],
  publish: ({ type, schemaVersion, data }) => ({ type, schemaVersion, data }),
});

/** A service as it runs, over HTTP, on real stores and feeds. */
export const serviceUnderTest = async (
  definition: ServiceDefinition,
  sources: readonly ServiceName[],
): Promise<ServiceUnderTest> => {
  const keys = new IdentityKeys('a secret of the test');
  const logger = createLogger('silent');
  const config = new Config({ shards: 4 });
  const definitions = [definition, ...sources.map((source) => upstream(source, definition))];
  const databases = await Promise.all(definitions.map(() => testDatabase()));
  const services = await Promise.all(
    definitions.map((each, n) => openService(each, { config, databaseUrl: databases[n]!.url, keys, logger })),
  );
  const own = services[0]!;
  const feeds = new Map(services.slice(1).map((service) => [service.definition.name, service.feed]));
  const app = await createServiceApp(definition, { config, ...own, feeds, keys, logger });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const base = `${await app.getUrl()}/${definition.name}/v1`;
  return {
    keys,
    own,
    ask: async (method, path, { body, headers = {} } = {}) => {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
    publish: async (source, records) => {
      const { store } = services.find((service) => service.definition.name === source)!;
      const streams = Map.groupBy(records, (record) => record.stream);
      const appends = [...streams].map(([stream, events]) => ({ stream, events: events.map(eventOf) }));
      const positions: Position[] = [];
      for (const result of await store.append(appends)) {
        if (!result.ok) throw new Error('Another test has appended to the stream.');
        positions.push(result.position);
      }
      return { 'clientele-after': encodePositions(new Map([[source, positions]])) };
    },
    close: async () => {
      await app.close();
      await Promise.all(services.map((service) => service.database.close()));
      await Promise.all(databases.map((database) => database.close()));
    },
  };
};

const eventOf = ({ type, data }: FeedRecord): DomainEvent => ({ type, data });
