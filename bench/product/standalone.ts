import { join } from 'node:path';
import { freePort } from '@clientele/platform/installation';
import { BenchServer } from '../harness/bench-server.ts';
import { Child } from './child.ts';
import { usageOf } from './processes.ts';
import { databaseUrlOn, type Product, type Service } from './product.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'standalone', 'dist', 'main.js');
/** Those of `npm start`. */
const FLAGS = ['--max-old-space-size=384', '--max-semi-space-size=16', '--enable-source-maps'];

/** Said by the product when it is. */
export const READY = 'Stop it with';

/** The embedded default, all services in one process, on the PostgreSQL of its folder. */
export class Standalone implements Product {
  readonly url: string;
  readonly #server: BenchServer;
  readonly #child: Child;

  private constructor(server: BenchServer, child: Child, url: string) {
    this.#server = server;
    this.#child = child;
    this.url = url;
  }

  /** Resolves when it is ready. The folder must exist, and be open to the user that PostgreSQL runs as. */
  static async start(home: string): Promise<Standalone> {
    // Started here and not by the product, so that floors can use it as well.
    const server = await BenchServer.start(join(home, 'postgres'));
    try {
      const port = String(await freePort());
      const env = { DATABASE_URL: server.url, CLIENTELE_HOME: home, PORT: port };
      const child = await Child.start([process.execPath, ...FLAGS, MAIN], env, READY);
      return new Standalone(server, child, `http://127.0.0.1:${port}`);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get serverUrl(): string {
    return this.#server.url;
  }

  databaseUrl(service: Service): string {
    return databaseUrlOn(this.#server.url, service);
  }

  /** What was written so far is on the disk when it resolves, and disturbs nothing later. */
  settle(): Promise<void> {
    return this.#server.settle();
  }

  usage(): ReturnType<Product['usage']> {
    return usageOf([this.#child.pid, this.#server.pid]);
  }

  /** The server as well. */
  async stop(): Promise<void> {
    await this.#child.stop();
    await this.#server.stop();
  }
}
