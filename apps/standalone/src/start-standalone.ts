import type { Config } from '@clientele/platform/config';
import {
  createDatabases,
  type DatabaseServer,
  EXIT,
  FrontDoor,
  type Handler,
  openHome,
  openServer,
  type Running,
  StartError,
  Undoing,
} from '@clientele/platform/installation';
import { startTelemetry } from '@clientele/platform/telemetry';
import type { FastifyInstance } from 'fastify';
import type { Composition } from './compose.js';

/** All of Clientele in this process. */
export interface Standalone extends Running {
  readonly url: string;
  /** Where the data lies, for people. */
  readonly place: string;
  readonly services: readonly string[];
}

const handlerOf =
  (fastify: FastifyInstance): Handler =>
  (request, response) =>
    fastify.routing(request, response);

const handlersOf = ({ services }: Composition): Map<string, Handler> =>
  new Map(services.map(({ definition, app }) => [definition.name, handlerOf(app.getHttpAdapter().getInstance())]));

/**
 * Takes the port and the folder, starts the database server and all services. While PostgreSQL starts, which is a process
 * of its own, the services' code is loaded. `close()` answers requests in hand, finishes batches in hand and stops the
 * database. @throws StartError, ConfigError
 */
export const startStandalone = async (config: Config): Promise<Standalone> => {
  const undoing = new Undoing();
  try {
    const door = await undoing.add(FrontDoor.open(config.host, config.port), (each) => each.close());
    const home = await undoing.add(openHome(config.home), (each) => each.release());
    const starting = undoing.add(openServer(home.path, config.databaseUrl), (each) => each.stop());
    const telemetry = undoing.add(startTelemetry({ service: 'clientele' }), (each) => each.shutdown());
    const loading = import('./compose.js');
    // A failure of these is met below, where they are needed.
    for (const each of [telemetry, loading]) each.catch(() => undefined);
    const server = await starting;
    const { compose, serviceNames } = await loading;
    await telemetry;
    const databases = await createDatabases(server.url, serviceNames);
    const secret = config.identitySecret ?? home.identitySecret;
    const composition = await undoing.add(compose(config, secret, databases), (each) => each.close());
    const { openSite } = await import('./site.js');
    const site = await undoing.add(openSite(composition), (each) => each.close());
    door.serve(handlersOf(composition), handlerOf(site));
    return {
      url: door.url,
      place: config.databaseUrl === undefined ? server.place : `${server.place}; ${home.path}`,
      services: serviceNames,
      failed: failedWith(server),
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

const failedWith = async ({ ended }: DatabaseServer): Promise<never> => {
  await ended;
  throw new StartError(
    EXIT.database,
    'The PostgreSQL of Clientele ended by itself. Nothing that was acknowledged is lost; start again.',
  );
};
