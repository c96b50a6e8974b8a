import type { Config } from '@clientele/platform/config';
import type { FastifyInstance } from 'fastify';
import { createDatabases } from './database/create-databases.js';
import { openServer } from './database/server.js';
import type { Composition } from './compose.js';
import { FrontDoor, type Handler } from './front-door.js';
import { openHome } from './home/home.js';
import { Undoing } from './undoing.js';

/** All of Clientele in this process. */
export interface Standalone {
  readonly url: string;
  /** Where the data lies, for people. */
  readonly place: string;
  readonly services: readonly string[];
  /** Settles when the database server has ended by itself: then nothing can go on. */
  readonly databaseEnded: Promise<void>;
  /** Answers requests in hand, finishes batches in hand, stops the database. */
  close(): Promise<void>;
}

const handlerOf =
  (fastify: FastifyInstance): Handler =>
  (request, response) =>
    fastify.routing(request, response);

const handlersOf = ({ services }: Composition): Map<string, Handler> =>
  new Map(services.map(({ definition, app }) => [definition.name, handlerOf(app.getHttpAdapter().getInstance())]));

/**
 * Takes the port and the folder, starts the database server and all services. While PostgreSQL starts, which is a process
 * of its own, the services' code is loaded. @throws StartError, ConfigError
 */
export const startStandalone = async (config: Config): Promise<Standalone> => {
  const undoing = new Undoing();
  try {
    const door = await undoing.add(FrontDoor.open(config.host, config.port), (each) => each.close());
    const home = await undoing.add(openHome(config.home), (each) => each.release());
    const starting = undoing.add(openServer(home.path, config.databaseUrl), (each) => each.stop());
    const loading = import('./compose.js');
    // A failure of the code is met below, where it is needed.
    loading.catch(() => undefined);
    const server = await starting;
    const { compose, serviceNames } = await loading;
    const databases = await createDatabases(server.url, serviceNames);
    const secret = config.identitySecret ?? home.identitySecret;
    const composition = await undoing.add(compose(config, secret, databases), (each) => each.close());
    const { createSite } = await import('./site/site.js');
    const site = await undoing.add(createSite(composition), (each) => each.close());
    door.serve(handlersOf(composition), handlerOf(site));
    return {
      url: door.url,
      place: server.place,
      services: serviceNames,
      databaseEnded: server.ended,
      close: async () => {
        await door.close();
        await undoing.undo();
      },
    };
  } catch (error) {
    await undoing.undo();
    throw error;
  }
};
