import { randomBytes } from 'node:crypto';
import { EmbeddedPostgres } from '@clientele/platform/embedded-postgres';
import pg from 'pg';
import { connect } from './connect.ts';

/** Room for the contenders' pools. */
const MOST_CONNECTIONS = 30;

export interface BenchDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database. */
  close(): Promise<void>;
}

/** The PostgreSQL in which floors, peers and we are measured. */
export class BenchServer {
  readonly #postgres: EmbeddedPostgres;

  private constructor(postgres: EmbeddedPostgres) {
    this.#postgres = postgres;
  }

  static async start(dataDirectory: string): Promise<BenchServer> {
    return new BenchServer(await EmbeddedPostgres.start({ dataDirectory }));
  }

  /** To the maintenance database; holds the password. */
  get url(): string {
    return this.#postgres.url;
  }

  get pid(): number {
    return this.#postgres.pid;
  }

  /** A fresh, empty one. */
  async database(): Promise<BenchDatabase> {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    await this.#run(`CREATE DATABASE ${name} TEMPLATE template0`);
    const url = new URL(this.#postgres.url);
    url.pathname = `/${name}`;
    const pool = new pg.Pool({ connectionString: url.href, max: MOST_CONNECTIONS });
    // A session that the server ends must not end the run.
    pool.on('connect', (client) => client.on('error', () => undefined));
    pool.on('error', () => undefined);
    const close = async (): Promise<void> => {
      await pool.end();
      await this.#run(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    return { url: url.href, pool, close };
  }

  /** What one contender left behind is written down before the next one's time begins. */
  async settle(): Promise<void> {
    await this.#run('CHECKPOINT');
  }

  async stop(): Promise<void> {
    await this.#postgres.stop();
  }

  async #run(sql: string): Promise<void> {
    const client = await connect(this.#postgres.url);
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
