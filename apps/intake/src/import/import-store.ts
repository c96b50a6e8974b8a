import { Injectable } from '@nestjs/common';
import { DomainError, type Sql } from '@clientele/event-sourcing';
import { Database, momentText } from '@clientele/platform';
import type { FactKind } from '../fact/fact-id.js';
import type { ImportPlan } from './import-plan.js';
import type { ImportRecord, ImportStatus, Progress } from './import-record.js';

const COLUMNS = `id, kind, source, status, plan, bytes_total::float8 AS "bytesTotal", bytes_read::float8 AS "bytesRead",
  lines_read::float8 AS "linesRead", rows_read::float8 AS "rowsRead", accepted::float8, duplicate::float8,
  rejected::float8, rows_per_second AS "rowsPerSecond", bytes_per_second AS "bytesPerSecond", error,
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

/** How fast an import goes. */
export interface Speed {
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** A refused row, for the file of refused rows. */
export interface RefusedRow {
  readonly ordinal: number;
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
  readonly reason: string;
}

/** The rows of the imports, and of their refused rows. */
@Injectable()
export class ImportStore {
  constructor(private readonly database: Database) {}

  async begin(id: string, kind: FactKind, source: string, plan: ImportPlan): Promise<void> {
    await this.database.query(
      `INSERT INTO imports (id, kind, source, status, plan, bytes_read, lines_read) VALUES ($1, $2, $3, 'uploading', $4, $5, $6)`,
      [id, kind, source, JSON.stringify(plan), plan.start.offset, plan.start.line],
    );
  }

  async touch(id: string): Promise<void> {
    await this.database.query('UPDATE imports SET touched_at = now() WHERE id = $1', [id]);
  }

  /** The file is here as a whole; unless it was thought to be forsaken, it can be taken in. */
  async uploaded(id: string): Promise<void> {
    await this.database.query(
      `WITH uploaded AS (UPDATE imports SET status = 'running' WHERE id = $1 AND status = 'uploading' RETURNING id)
       DELETE FROM import_chunks WHERE import_id = $1 AND NOT EXISTS (SELECT FROM uploaded)`,
      [id],
    );
  }

  async started(id: string): Promise<void> {
    await this.database.query('UPDATE imports SET started_at = coalesce(started_at, now()) WHERE id = $1', [id]);
  }

  /** Ends an import, and lets its file go. Undefined where it was not at the row it was thought to be. */
  async end(id: string, status: ImportStatus, words: string | null, bytesRead?: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `UPDATE imports SET status = $2, error = $3, finished_at = now(), rows_per_second = NULL,
                bytes_read = CASE WHEN $2 = 'done' THEN bytes_total ELSE bytes_read END
          WHERE id = $1 AND status IN ('uploading', 'running') AND ($4::bigint IS NULL OR bytes_read = $4)`,
        [id, status, words, bytesRead ?? null],
      );
      if (rowCount === 1) await tx.query('DELETE FROM import_chunks WHERE import_id = $1', [id]);
      return rowCount === 1;
    });
  }

  /** Moves an import on, if it is where it was thought to be: no two processes can take the same rows in. */
  async advance(tx: Sql, id: string, from: Progress, to: Progress, speed: Speed): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE imports SET bytes_read = $3, lines_read = $4, rows_read = $5, accepted = $6, duplicate = $7, rejected = $8,
              rows_per_second = $9, bytes_per_second = $10, touched_at = now()
        WHERE id = $1 AND status = 'running' AND bytes_read = $2`,
      [
        id,
        from.bytesRead,
        ...[to.bytesRead, to.linesRead, to.rowsRead, to.accepted, to.duplicate, to.rejected],
        ...[speed.rowsPerSecond, speed.bytesPerSecond],
      ],
    );
    return rowCount === 1;
  }

  async refuse(tx: Sql, id: string, rows: readonly RefusedRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO import_rejections (import_id, ordinal, row, line, cells, reason)
       SELECT $1, ordinal, row, line, cells, reason
         FROM jsonb_to_recordset($2::jsonb) AS refused (ordinal bigint, row bigint, line bigint, cells jsonb, reason text)`,
      [id, JSON.stringify(rows)],
    );
  }

  /** A page of refused rows, in order. */
  async refused(id: string, after: number, limit: number): Promise<RefusedRow[]> {
    const { rows } = await this.database.query<RefusedRow>(
      `SELECT ordinal::float8, row::float8, line::float8, cells, reason FROM import_rejections
        WHERE import_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3`,
      [id, after, limit],
    );
    return rows;
  }

  /** @throws DomainError `ImportUnknown` */
  async get(id: string): Promise<ImportRecord> {
    const { rows } = await this.database.query<ImportRecord>(`SELECT ${COLUMNS} FROM imports WHERE id = $1`, [id]);
    if (rows[0]) return rows[0];
    throw new DomainError('ImportUnknown', 'missing', `There is no import ${id}.`);
  }

  /** The last first, after the given one. */
  async list(
    limit: number,
    before: readonly [string, string] | readonly [null, null],
  ): Promise<(ImportRecord & { at: string })[]> {
    const { rows } = await this.database.query<ImportRecord & { at: string }>(
      `SELECT ${COLUMNS}, ${momentText('created_at')} AS at FROM imports
        WHERE $2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)
        ORDER BY created_at DESC, imports.id DESC LIMIT $1`,
      [limit, ...before],
    );
    return rows;
  }

  /** Uploaded and not in yet, the oldest first. */
  async open(): Promise<string[]> {
    const { rows } = await this.database.query<{ id: string }>(
      `SELECT id FROM imports WHERE status = 'running' ORDER BY created_at`,
    );
    return rows.map(({ id }) => id);
  }

  /** Not in yet; of uploads only those that a process has in hand. */
  async pending(forsakenAfter: number): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM imports
        WHERE status = 'running' OR status = 'uploading' AND touched_at > now() - $1 * interval '1 second'`,
      [forsakenAfter],
    );
    return rows[0]?.count ?? 0;
  }

  /** Uploads that nobody has heard of for a while: whoever took them has died. */
  async forsaken(seconds: number): Promise<string[]> {
    const { rows } = await this.database.query<{ id: string }>(
      `SELECT id FROM imports WHERE status = 'uploading' AND touched_at < now() - $1 * interval '1 second'`,
      [seconds],
    );
    return rows.map(({ id }) => id);
  }
}
