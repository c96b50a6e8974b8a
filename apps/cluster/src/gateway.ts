import { openGateway, type Gateway, type Upstreams } from '@clientele/gateway';
import type { Config } from '@clientele/platform/config';
import type { FrontDoor } from '@clientele/platform/installation';
import { createLogger } from '@clientele/platform/site';

/** In the cluster's own process; loaded while Kafka and PostgreSQL start. */
export const serveGateway = (door: FrontDoor, upstreams: Upstreams, { logLevel }: Config): Promise<Gateway> =>
  openGateway(door, upstreams, createLogger(logLevel, 'gateway'));
