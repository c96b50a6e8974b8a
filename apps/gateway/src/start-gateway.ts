import type { Config } from '@clientele/platform/config';
import { FrontDoor, neverFails, type Running, Undoing } from '@clientele/platform/installation';
import { createLogger, createSite, type Logger, type ServiceName } from '@clientele/platform/site';
import { startTelemetry } from '@clientele/platform/telemetry';
import { Connections } from './proxy/connections.js';
import { forwardTo } from './proxy/forward.js';
import { Replicas } from './proxy/replicas.js';
import { RemoteService } from './remote-service.js';
import { upstreamsOf, type Upstreams } from './upstreams.js';

/** One port in front of services that are processes of their own. */
export interface Gateway extends Running {
  readonly url: string;
  readonly upstreams: Upstreams;
  /** From now on these are the replicas. */
  readonly setReplicas: (service: ServiceName, urls: readonly string[]) => void;
}

/** Takes the port and serves. @throws ConfigError; StartError where the port cannot be had */
export const startGateway = async (config: Config): Promise<Gateway> => {
  const upstreams = upstreamsOf(config);
  const door = await FrontDoor.open(config.host, config.port);
  const logger = createLogger(config.logLevel, 'gateway');
  return openGateway(door, upstreams, logger);
};

/** Serves behind a door that is open already. */
export const openGateway = async (door: FrontDoor, upstreams: Upstreams, logger: Logger): Promise<Gateway> => {
  const undoing = new Undoing();
  await undoing.add(startTelemetry({ service: 'gateway', logger }), (each) => each.shutdown());
  const connections = new Connections();
  const replicas = new Map([...upstreams].map(([name, urls]) => [name, new Replicas(name, urls)]));
  await undoing.add(Promise.resolve(connections), async (each) => each.close());
  const site = await undoing.add(createSite([...replicas.values()].map((each) => new RemoteService(each))), (each) =>
    each.close(),
  );
  const handlers = new Map([...replicas].map(([name, each]) => [name, forwardTo(each, { connections, logger })]));
  door.serve(handlers, (request, response) => site.routing(request, response));
  return {
    url: door.url,
    upstreams,
    failed: neverFails,
    setReplicas: (service, urls) => replicas.get(service)?.set(urls),
    close: async () => {
      await door.close();
      await undoing.undo();
    },
  };
};
