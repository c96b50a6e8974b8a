import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Config } from '@clientele/platform/config';
import { SERVICE_NAMES, type ServiceName } from '@clientele/platform/site';
import { startGateway, type Gateway } from '../start-gateway.js';

/** A service as the gateway sees it: something that speaks HTTP. */
export class Upstream {
  /** What has reached it, as its first line said. */
  readonly requests: IncomingMessage[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async open(listener: RequestListener, port = 0): Promise<Upstream> {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      listener(request, response);
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const upstream = new Upstream(server, (server.address() as AddressInfo).port);
    Object.assign(upstream, { requests });
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  /** At once, as when its process is killed. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** A gateway on a free port; services that are not named are at a port where nobody listens. */
export const gatewayOver = (replicas: Partial<Record<ServiceName, readonly string[]>>): Promise<Gateway> =>
  startGateway(
    new Config({
      port: 0,
      logLevel: 'silent',
      serviceUrls: new Map(SERVICE_NAMES.map((name) => [name, replicas[name] ?? [NOWHERE]])),
    }),
  );

/** The discard port, where nobody listens. */
export const NOWHERE = 'http://127.0.0.1:9';
