import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT, StartError } from './start-error.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Requests in hand are given this time when Clientele stops. */
const GRACE = 10_000;
/** A connection on which nothing moves for so long is cut: whoever sends half a request shall not hold it for ever. */
const LONGEST_SILENCE = 300_000;

/**
 * The one HTTP server. It takes the port before anything else is started, so that a taken one is found at once, and
 * hands each request to the service that its first path segment names.
 */
export class FrontDoor {
  private handlers: ReadonlyMap<string, Handler> = new Map();
  private otherwise: Handler = answerStarting;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.dispatch(request, response));
  }

  /** @throws StartError where the port cannot be had. */
  static async open(host: string, port: number): Promise<FrontDoor> {
    // A long import takes as long as it takes, as long as its bytes come.
    const server = createServer({ requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 72_000 });
    server.setTimeout(LONGEST_SILENCE);
    const door = new FrontDoor(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)));
      server.listen(port, host, resolve);
    });
    return door;
  }

  get url(): string {
    const { address, port, family } = this.server.address() as AddressInfo;
    const isAny = address === '0.0.0.0' || address === '::';
    const host = isAny || address === '127.0.0.1' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
    return `http://${host}:${port}`;
  }

  /** From now on requests are served. */
  serve(handlers: ReadonlyMap<string, Handler>, otherwise: Handler): void {
    this.handlers = handlers;
    this.otherwise = otherwise;
  }

  /** Takes no more requests, and waits for those in hand. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // Those that have been answered meanwhile would be kept for a next request.
    const leave = setInterval(() => this.server.closeIdleConnections(), 50);
    const cut = setTimeout(() => this.server.closeAllConnections(), GRACE);
    await closed;
    clearInterval(leave);
    clearTimeout(cut);
  }

  private dispatch(request: IncomingMessage, response: ServerResponse): void {
    if (!this.server.listening) response.setHeader('Connection', 'close');
    const handle = this.handlers.get(firstSegment(request.url)) ?? this.otherwise;
    handle(request, response);
  }
}

/** `/intake/v1/leads?x` -> `intake`. */
const firstSegment = (url = '/'): string => /^\/([^/?#]*)/.exec(url)?.[1] ?? '';

const answerStarting: Handler = ({ url }, response) => {
  const isLive = url === '/health/live';
  const body = isLive
    ? { status: 'live' }
    : {
        type: 'urn:clientele:problem:Starting',
        title: 'Starting',
        status: 503,
        detail: 'Clientele is starting; try again in a moment.',
        code: 'Starting',
      };
  response.writeHead(isLive ? 200 : 503, {
    'content-type': isLive ? 'application/json' : 'application/problem+json; charset=utf-8',
    'retry-after': '1',
    connection: 'close',
  });
  response.end(JSON.stringify(body));
};

const inWords = (error: NodeJS.ErrnoException, host: string, port: number): StartError => {
  if (error.code === 'EADDRINUSE')
    return new StartError(
      EXIT.portTaken,
      `Port ${port} on ${host} is taken by another program. Stop that one, or choose another port, e.g. PORT=${port + 1}.`,
    );
  if (error.code === 'EACCES')
    return new StartError(EXIT.portTaken, `Port ${port} may not be used by this user. Choose one above 1023 by PORT.`);
  return new StartError(
    EXIT.configuration,
    `${host}:${port} cannot be listened on (${error.code ?? error.message}). HOST must be an address of this machine.`,
  );
};
