import { openGateway, type Gateway, type Upstreams } from '@clientele/gateway';
import type { Config } from '@clientele/platform/config';
import type { FrontDoor } from '@clientele/platform/installation';
import { createLogger } from '@clientele/platform/site';

/** In the cluster's own process; loaded while Kafka and PostgreSQL start. `tell` takes what it logs, line by line. */
export const serveGateway = (
  door: FrontDoor,
  upstreams: Upstreams,
  { logLevel }: Config,
  tell: (line: string) => void,
): Promise<Gateway> =>
  openGateway(door, upstreams, createLogger(logLevel, 'gateway', { write: (line) => tell(line.trimEnd()) }));
