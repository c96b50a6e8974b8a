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
        textOf(response)
          .then((text) => idsOf(response.statusCode, text, records.length))
          .then(resolve, reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** @throws Error where not so many were accepted */
const idsOf = (status: number | undefined, text: string, count: number): string[] => {
  // A refusal need not be JSON, and says more itself than that it is none.
  const { receipts = [] } = (status === 200 ? JSON.parse(text) : {}) as { receipts?: { id: string; status: string }[] };
  if (receipts.length === count && receipts.every((receipt) => receipt.status === 'accepted'))
    return receipts.map(({ id }) => id);
  throw new Error(`${status} ${text}`);
};
