import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BenchServer } from '../harness/bench-server.ts';
import { usageOf } from './processes.ts';
import { databaseUrlOn, type Product, type Service } from './product.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'standalone', 'dist', 'main.js');
/** Those of `npm start`. */
const FLAGS = ['--max-old-space-size=384', '--max-semi-space-size=16', '--enable-source-maps'];

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** The embedded default, all services in one process, on the PostgreSQL of its folder. */
export class Standalone implements Product {
  readonly url: string;
  readonly #server: BenchServer;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(server: BenchServer, home: string, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      DATABASE_URL: server.url,
      CLIENTELE_HOME: home,
      PORT: String(port),
      NODE_OPTIONS: '',
    };
    this.#child = spawn(process.execPath, [...FLAGS, MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-10_000)));
  }

  /** Resolves when it is ready. The folder must exist, and be open to the user that PostgreSQL runs as. */
  static async start(home: string): Promise<Standalone> {
    // Started here and not by the product, so that floors can use it as well.
    const server = await BenchServer.start(join(home, 'postgres'));
    const product = new Standalone(server, home, await freePort());
    while (!product.#said.includes('Stop it with')) {
      if (product.#child.exitCode !== null) throw new Error(`It did not start: ${product.#said}`);
      await setTimeout(10);
    }
    return product;
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
    return usageOf([this.#child.pid ?? 0, this.#server.pid]);
  }

  /** The server as well. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'close');
    }
    await this.#server.stop();
  }
}
