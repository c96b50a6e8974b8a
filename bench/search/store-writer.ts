import { shardOf } from '@clientele/event-sourcing';
import pg from 'pg';

const SHARDS = 16;
const BATCH = 2_000;

export interface NewEvent {
  readonly stream: string;
  readonly type: string;
  readonly data: object;
  readonly recordedAt: Date;
}

type Row = readonly [shard: number, sequence: number, stream: string, type: string, data: string, at: string];

/** Writes events of new streams as an event store would hold them, by plain INSERTs: nobody else may append meanwhile. */
export class StoreWriter {
  readonly #client: pg.Client;
  readonly #heads = new Array<number>(SHARDS).fill(0);
  #rows: Row[] = [];
  #written: Promise<unknown> = Promise.resolve();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<StoreWriter> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    // The floor of a fill is not the question here.
    await client.query('SET synchronous_commit = off');
    return new StoreWriter(client);
  }

  get events(): number {
    return this.#heads.reduce((sum, head) => sum + head, 0);
  }

  async add({ stream, type, data, recordedAt }: NewEvent): Promise<void> {
    const shard = shardOf(stream, SHARDS);
    const sequence = ++this.#heads[shard]!;
    this.#rows.push([shard, sequence, stream, type, JSON.stringify(data), recordedAt.toISOString()]);
    if (this.#rows.length >= BATCH) await this.#write();
  }

  async close(): Promise<void> {
    await this.#write();
    await this.#written;
    await this.#client.end();
  }

  /** Prepares the next batch while the one before is being written. */
  async #write(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#written;
    const column = (at: number): unknown[] => rows.map((row) => row[at]);
    this.#written = this.#client.query({
      name: 'add',
      text: `INSERT INTO public.events
               (shard, sequence, stream, version, type, schema_version, data, meta, event_id, recorded_at)
             SELECT shard, sequence, stream, 1, type, 1, data::jsonb, '{}', gen_random_uuid(), at
             FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
               AS e (shard, sequence, stream, type, data, at)`,
      values: [column(0), column(1), column(2), column(3), column(4), column(5)],
    });
  }
}
