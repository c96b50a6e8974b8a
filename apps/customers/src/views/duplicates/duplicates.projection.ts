import { Injectable } from '@nestjs/common';
import { streamOf, type FeedRecord, type Sql, type View } from '@clientele/event-sourcing';
import { PossibleDuplicate, type PossibleDuplicateEvent } from '../../possible-duplicate/possible-duplicate.js';

/** Pairs of customers that may be one person. */
@Injectable()
export class DuplicatesView implements View {
  readonly name = 'duplicates';
  readonly version = 1;
  readonly sources = { customers: ['PossibleDuplicateReported', 'PossibleDuplicateDismissed'] };

  async create(tx: Sql): Promise<void> {
    await tx.query(`
      CREATE TABLE pairs (
        pair_id      uuid PRIMARY KEY,
        one          uuid NOT NULL,
        other        uuid NOT NULL,
        shares       text[] NOT NULL,
        reported_at  timestamptz NOT NULL,
        dismissed_at timestamptz,
        dismissed_by text,
        reason       text
      );
      CREATE INDEX ON pairs (reported_at, pair_id);
      CREATE INDEX ON pairs (one);
      CREATE INDEX ON pairs (other);`);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const events = records as readonly (FeedRecord & PossibleDuplicateEvent)[];
    await insertReported(
      tx,
      events.flatMap((event) => (event.type === 'PossibleDuplicateReported' ? reported(event) : [])),
    );
    await markDismissed(
      tx,
      events.flatMap((event) => (event.type === 'PossibleDuplicateDismissed' ? dismissed(event) : [])),
    );
  }
}

type Of<Type extends PossibleDuplicateEvent['type']> = FeedRecord & Extract<PossibleDuplicateEvent, { type: Type }>;

const pairIdOf = ({ stream }: FeedRecord): string => stream.slice(streamOf(PossibleDuplicate, '').length);

/** The first letter of a key says what was hashed. */
const KINDS: Readonly<Record<string, string>> = { x: 'externalId', e: 'email', p: 'phone' };
export const kindsOf = (keys: readonly string[]): string[] => [...new Set(keys.map((key) => KINDS[key[0]!] ?? key))];

const reported = (event: Of<'PossibleDuplicateReported'>) => ({
  pair_id: pairIdOf(event),
  one: event.data.customerIds[0],
  other: event.data.customerIds[1],
  shares: kindsOf(event.data.keys),
  reported_at: event.recordedAt,
});

const dismissed = (event: Of<'PossibleDuplicateDismissed'>) => ({
  pair_id: pairIdOf(event),
  at: event.recordedAt,
  by: event.meta.actor,
  reason: event.data.reason,
});

const insertReported = async (tx: Sql, rows: readonly object[]): Promise<void> => {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO pairs (pair_id, one, other, shares, reported_at)
     SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS new (pair_id uuid, one uuid, other uuid, shares text[], reported_at timestamptz)`,
    [JSON.stringify(rows)],
  );
};

const markDismissed = async (tx: Sql, rows: readonly object[]): Promise<void> => {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE pairs SET dismissed_at = d.at, dismissed_by = d.by, reason = d.reason
     FROM jsonb_to_recordset($1::jsonb) AS d (pair_id uuid, at timestamptz, by text, reason text)
     WHERE pairs.pair_id = d.pair_id`,
    [JSON.stringify(rows)],
  );
};
