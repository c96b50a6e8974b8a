import { Agent, request } from 'node:http';

/** A caller that keeps its connection, as a web page's server does. */
export class Caller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error where it is refused */
  get<T>(path: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = request(this.#url + path, { agent: this.#agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(body) as T);
          else reject(new Error(`GET ${path}: ${answer.statusCode} ${body}`));
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What it came to, and the milliseconds that it took. */
export const timed = async <T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> => {
  const begun = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - begun };
};
