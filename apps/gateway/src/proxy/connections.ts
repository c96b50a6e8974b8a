import { Agent, request as requestHttp, type ClientRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A host that is gone without a word must not hold a request for longer. */
const LONGEST_CONNECT = 3_000;

/** Connections to the services, kept for the next request. */
export class Connections {
  private readonly http = new Agent({ keepAlive: true });
  private readonly https = new HttpsAgent({ keepAlive: true });

  /** A request of which nothing is sent before its connection is there: see {@link whenConnected}. */
  request(url: string, options: RequestOptions): ClientRequest {
    if (url.startsWith('https:')) return requestHttps(url, { ...options, agent: this.https });
    return requestHttp(url, { ...options, agent: this.http });
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}

/** Calls once there is a connection; an attempt that takes too long ends with an error. */
export const whenConnected = (outgoing: ClientRequest, then: () => unknown): void => {
  outgoing.once('socket', (socket: Socket) => {
    if (!socket.connecting) return void then();
    const late = setTimeout(() => outgoing.destroy(new ConnectTimeout()), LONGEST_CONNECT);
    outgoing.once('close', () => clearTimeout(late));
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      then();
    });
  });
};

class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}
