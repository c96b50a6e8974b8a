import { Injectable } from '@nestjs/common';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import type { RecordRejected } from '../../rejection/rejection.js';

/** Refused records by source and time. */
@Injectable()
export class RejectedView implements View {
  readonly name = 'rejected';
  readonly version = 1;
  readonly sources = { intake: ['RecordRejected'] };

  async create(tx: Sql): Promise<void> {
    await tx.query(`
      CREATE TABLE records (
        id          uuid PRIMARY KEY,
        rejected_at timestamptz NOT NULL,
        source      text COLLATE "C",
        kind        text NOT NULL,
        rejection   jsonb NOT NULL
      );
      CREATE INDEX ON records (rejected_at, id);
      CREATE INDEX ON records (source, rejected_at, id)`);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    await tx.query(
      `INSERT INTO records
       SELECT (r ->> 'rejectionId')::uuid, (r ->> 'rejectedAt')::timestamptz, r ->> 'source', r ->> 'kind', r
         FROM jsonb_array_elements($1::jsonb) r
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(records.map(({ data }) => data as RecordRejected['data']))],
    );
  }
}
