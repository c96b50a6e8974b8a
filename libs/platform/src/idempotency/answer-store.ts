import type { Sql } from '@clientele/event-sourcing';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** `other`: the key belongs to another request. */
export type Begun = 'begun' | 'running' | 'other' | Answer;

const KEPT = `interval '24 hours'`;
/** A request that has not ended after this time was cut off by a crash, and may be done again. */
const CUT_OFF = `interval '1 minute'`;

/** Answers by Idempotency-Key, in the table `idempotency_keys`. */
export class AnswerStore {
  constructor(private readonly sql: Sql) {}

  async begin(key: string, fingerprint: string): Promise<Begun> {
    const { rowCount } = await this.sql.query(
      `INSERT INTO public.idempotency_keys AS k (key, fingerprint) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE
       SET fingerprint = $2, started_at = now(), status = NULL, headers = NULL, body = NULL
       WHERE k.started_at < now() - ${KEPT}
          OR (k.fingerprint = $2 AND k.status IS NULL AND k.started_at < now() - ${CUT_OFF})`,
      [key, fingerprint],
    );
    return rowCount === 1 ? 'begun' : this.read(key, fingerprint);
  }

  async keep(key: string, { status, headers, body }: Answer): Promise<void> {
    await this.sql.query('UPDATE public.idempotency_keys SET status = $2, headers = $3, body = $4 WHERE key = $1', [
      key,
      status,
      JSON.stringify(headers),
      body,
    ]);
  }

  async forget(key: string): Promise<void> {
    await this.sql.query('DELETE FROM public.idempotency_keys WHERE key = $1 AND status IS NULL', [key]);
  }

  async purge(): Promise<void> {
    await this.sql.query(`DELETE FROM public.idempotency_keys WHERE started_at < now() - ${KEPT}`);
  }

  private async read(key: string, fingerprint: string): Promise<Begun> {
    const { rows } = await this.sql.query<Answer & { fingerprint: string; status: number | null }>(
      'SELECT fingerprint, status, headers, body FROM public.idempotency_keys WHERE key = $1',
      [key],
    );
    const [found] = rows;
    // Gone between the two statements: the first request was refused a moment ago.
    if (!found) return 'running';
    if (found.fingerprint !== fingerprint) return 'other';
    return found.status === null ? 'running' : found;
  }
}
