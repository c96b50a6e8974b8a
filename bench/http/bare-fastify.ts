// The floor of ingest-http: a route that parses the same bodies and inserts the rows. No checks, no events, no identities.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import pg from 'pg';

const LINES = 500;
const TABLE = `
  CREATE TABLE IF NOT EXISTS leads (
    id uuid PRIMARY KEY, source text NOT NULL, source_id text NOT NULL, received_at timestamptz NOT NULL, data jsonb NOT NULL,
    UNIQUE (source, source_id)
  )`;
const INSERT = `
  INSERT INTO leads (id, source, source_id, received_at, data)
  SELECT * FROM ROWS FROM (unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]), jsonb_array_elements($5::jsonb))
  ON CONFLICT DO NOTHING`;

interface Lead {
  readonly source: string;
  readonly id: string;
}

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
await pool.query(TABLE);

const take = async (leads: readonly Lead[]): Promise<{ id: string; status: 'accepted'; receivedAt: string }[]> => {
  const receivedAt = new Date().toISOString();
  const receipts = leads.map(() => ({ id: randomUUID(), status: 'accepted' as const, receivedAt }));
  await pool.query(INSERT, [
    receipts.map(({ id }) => id),
    leads.map(({ source }) => source),
    leads.map(({ id }) => id),
    receipts.map(() => receivedAt),
    JSON.stringify(leads),
  ]);
  return receipts;
};

async function* takeLines(body: Readable): AsyncGenerator<string> {
  const leads: Lead[] = [];
  const flush = async (): Promise<string> => {
    const receipts = await take(leads.splice(0));
    return receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join('');
  };
  for await (const line of createInterface({ input: body, crlfDelay: Infinity })) {
    leads.push(JSON.parse(line) as Lead);
    if (leads.length >= LINES) yield await flush();
  }
  if (leads.length > 0) yield await flush();
}

const app = fastify({ bodyLimit: 16 * 1024 * 1024 });
app.addContentTypeParser('application/x-ndjson', (_request, stream, done) => done(null, stream));
app.post('/intake/v1/leads', async ({ body }, reply) => {
  if (body instanceof Readable) return reply.type('application/x-ndjson').send(Readable.from(takeLines(body)));
  return { receipts: await take(Array.isArray(body) ? (body as Lead[]) : [body as Lead]) };
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
console.log('ready');
