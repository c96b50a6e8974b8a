import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { type Connections, whenConnected } from './connections.js';
import { hasBody } from './framing.js';
import { headersForCaller, headersForService } from './headers.js';

/** Why a replica gave no answer. */
export interface Failure {
  /** For the log, e.g. `ECONNREFUSED`. */
  readonly reason: string;
  /** Nothing can have been done by it, and all of the request is still there for the next one. */
  readonly mayBeRepeated: boolean;
}

/**
 * Asks one replica, and passes its answer on while it comes, as the body goes to it while that comes. Resolves when the
 * answer has begun, or with the failure when there will be none.
 */
export const attempt = (
  connections: Connections,
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Failure | undefined> => {
  const outgoing = ask(connections, url, request);
  const leave = (): void => void outgoing.destroy();
  request.socket.once('close', leave);
  let isSending = false;
  whenConnected(outgoing, () => {
    isSending = hasBody(request);
    send(request, outgoing, isSending);
  });
  outgoing.once('close', () => {
    request.socket.off('close', leave);
    // Whoever still sends is heard out: most programs read the answer only then.
    if (isSending) request.unpipe(outgoing).resume();
  });
  return new Promise((resolve) => {
    outgoing.once('response', (incoming) => {
      passOn(incoming, response);
      // A service that has answered hears no more; Node would not let the rest go to it either.
      incoming.once('end', () => request.complete || outgoing.destroy());
      resolve(undefined);
    });
    outgoing.on('error', (error) =>
      resolve({ reason: reasonOf(error), mayBeRepeated: !isSending && mayBeRepeated(outgoing) }),
    );
  });
};

const ask = (connections: Connections, url: string, request: IncomingMessage): ClientRequest => {
  const { method, url: path } = request;
  const { host, hostname, port } = new URL(url);
  const headers = headersForService(request, host);
  return connections.request(url, { hostname: hostname.replace(/^\[|\]$/g, ''), port, method, path, headers });
};

const send = (request: IncomingMessage, outgoing: ClientRequest, isWithBody: boolean): void => {
  if (!isWithBody) return void outgoing.end();
  // Its headers may be all that comes for a while.
  outgoing.flushHeaders();
  request.pipe(outgoing);
};

/** Without a body: where nothing was sent, or where it was to read alone. */
const mayBeRepeated = ({ method, writableEnded }: ClientRequest): boolean =>
  !writableEnded || method === 'GET' || method === 'HEAD';

const passOn = (incoming: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, headersForCaller(incoming));
  // Who sends and reads at once waits for these before there is a first line.
  response.flushHeaders();
  incoming.on('error', () => response.destroy());
  incoming.pipe(response);
};

const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
