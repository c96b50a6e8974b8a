import { FencedError, type Sql, type TransactionalSql } from '@clientele/event-sourcing';
import { shareOut, type HeldShard, type Share } from './share-out.js';

/** Seconds. A process that does not renew its leases in time is taken for dead, and others take its shards. */
const LEASE = 8;

/** A shard that is ours to send. */
export interface Lease {
  readonly shard: number;
  /** Grows with each change of hands. */
  readonly epoch: number;
  readonly sent: number;
}

/**
 * Which shards of the publisher this process sends, one sender a shard. Time is the database's, so that clocks may differ.
 * A sender that was taken for dead and goes on sends what others send, too, which consumers skip; it can move no cursor.
 */
export class RelayLeases {
  constructor(
    private readonly database: TransactionalSql,
    private readonly member: string,
  ) {}

  async open(shards: number): Promise<void> {
    await this.database.query(
      'INSERT INTO public.relay_shards (shard) SELECT generate_series(0, $1::int - 1) ON CONFLICT DO NOTHING',
      [shards],
    );
  }

  /** Renews what is kept, takes what is free up to a fair share, and says what should be given to others. */
  renew(): Promise<Share> {
    return this.#alone(async (tx, shards) => {
      const share = shareOut(shards, this.member, await this.#members(tx));
      await tx.query(
        `UPDATE public.relay_shards
         SET holder = $1, held_until = now() + $2 * interval '1 second',
             epoch = epoch + CASE WHEN shard = ANY ($4::smallint[]) THEN 1 ELSE 0 END
         WHERE shard = ANY ($3::smallint[] || $4::smallint[])`,
        [this.member, LEASE, [...share.keep, ...share.give], share.take],
      );
      return share;
    });
  }

  async give(shards: readonly number[]): Promise<void> {
    await this.database.query(
      'UPDATE public.relay_shards SET holder = NULL, held_until = NULL WHERE holder = $1 AND shard = ANY ($2)',
      [this.member, shards],
    );
  }

  /** At the end: others need not wait until the leases run out. */
  async leave(): Promise<void> {
    await this.#alone(async (tx) => {
      await tx.query('UPDATE public.relay_shards SET holder = NULL, held_until = NULL WHERE holder = $1', [
        this.member,
      ]);
      await tx.query('DELETE FROM public.relay_members WHERE member = $1', [this.member]);
    });
  }

  async held(): Promise<Lease[]> {
    const { rows } = await this.database.query<Lease>(
      `SELECT shard, epoch, sent::float8 AS sent FROM public.relay_shards
       WHERE holder = $1 AND held_until > now() ORDER BY shard`,
      [this.member],
    );
    return rows;
  }

  /** Moves the cursors of shards that were sent. @throws FencedError where one is another process's by now */
  async sent(leases: readonly Lease[]): Promise<void> {
    const { rowCount } = await this.database.query(
      // In the order of the shards, as all lock them.
      `WITH held AS MATERIALIZED (
         SELECT r.shard, l.sent FROM public.relay_shards r
         JOIN unnest($2::smallint[], $3::int[], $4::bigint[]) l(shard, epoch, sent) USING (shard)
         WHERE r.holder = $1 AND r.epoch = l.epoch ORDER BY r.shard FOR UPDATE OF r
       )
       UPDATE public.relay_shards r SET sent = greatest(r.sent, held.sent) FROM held WHERE r.shard = held.shard`,
      [this.member, leases.map(({ shard }) => shard), leases.map(({ epoch }) => epoch), leases.map(({ sent }) => sent)],
    );
    if (rowCount !== leases.length) throw new FencedError('relay', 'another process sends some of its shards by now.');
  }

  /**
   * With all shards locked, in the order in which all lock them. A process that is halted within must not keep them from the
   * others for longer than its leases: PostgreSQL ends its session.
   */
  #alone<T>(work: (tx: Sql, shards: HeldShard[]) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`SET LOCAL idle_in_transaction_session_timeout = '${LEASE}s'`);
      const { rows } = await tx.query<HeldShard>(
        `SELECT shard, CASE WHEN held_until > now() THEN holder END AS holder
         FROM public.relay_shards ORDER BY shard FOR UPDATE`,
      );
      return work(tx, rows);
    });
  }

  async #members(tx: Sql): Promise<number> {
    await tx.query(
      `INSERT INTO public.relay_members (member, seen_until) VALUES ($1, now() + $2 * interval '1 second')
       ON CONFLICT (member) DO UPDATE SET seen_until = excluded.seen_until`,
      [this.member, LEASE],
    );
    await tx.query('DELETE FROM public.relay_members WHERE seen_until < now()');
    const { rows } = await tx.query<{ members: number }>('SELECT count(*)::int AS members FROM public.relay_members');
    return rows[0]?.members ?? 1;
  }
}
