import { Agent, request } from 'node:http';
import { textOf } from './send.ts';

/** Posts lists of records on connections that stay open, and answers the ids of their receipts. */
export class Poster {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url: string) {
    this.#url = url;
  }

  post(records: readonly object[]): Promise<string[]> {
    const body = JSON.stringify(records);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        textOf(response).then((text) => {
          const { receipts = [] } = JSON.parse(text) as { receipts?: { id: string; status: string }[] };
          if (receipts.length === records.length && receipts.every(({ status }) => status === 'accepted'))
            resolve(receipts.map(({ id }) => id));
          else reject(new Error(`${response.statusCode} ${text}`));
        }, reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
