import type { EventStore, Sql, TransactionalEventStore } from '@clientele/event-sourcing';
import { countReceipts, type Counts } from '../fact/count-receipts.js';
import { FactBatch, type BatchContext, type Receipt } from '../fact/fact-batch.js';
import { dateFormat } from '../record/date-format.js';
import { CsvRecords, type CsvPosition } from './csv-records.js';
import { ImportRows, type ImportRow } from './import-rows.js';
import type { ImportRecord, Progress } from './import-record.js';
import type { ImportStore, RefusedRow } from './import-store.js';
import type { Spool } from './spool.js';
import { Speedometer } from './speedometer.js';

const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const KEPT_CHARACTERS = 64 * 1024;

/** What a run works with. */
export interface RunTools {
  readonly store: TransactionalEventStore;
  readonly imports: ImportStore;
  readonly spool: Spool;
  readonly context: Omit<BatchContext, 'now' | 'importId' | 'dateFormat'>;
}

interface Batch {
  readonly rows: readonly ImportRow[];
  readonly firstOrdinal: number;
  readonly end: CsvPosition;
}

/** Another process has gone on with the import. */
class Overtaken extends Error {}

/** Takes one import in from where it is, batch by batch; each commits its facts and how far the import is at once. */
export class ImportRun {
  private readonly rows: ImportRows;
  private readonly context: Omit<BatchContext, 'now'>;
  private readonly speed = new Speedometer();

  constructor(
    private readonly record: ImportRecord,
    private readonly tools: RunTools,
    private readonly stopping: () => boolean,
  ) {
    const { kind, source, plan, id } = record;
    this.rows = new ImportRows(kind, source, plan);
    const defaultCountry = plan.country ?? tools.context.defaultCountry;
    const format = plan.dateFormat === undefined ? undefined : dateFormat(plan.dateFormat);
    this.context = { ...tools.context, defaultCountry, dateFormat: format, importId: id };
  }

  /** While one batch is on its way into the database, the next is read and cleaned. */
  async go(): Promise<void> {
    let committing: Promise<Progress> = Promise.resolve(this.record);
    try {
      for await (const batch of this.batches()) {
        const facts = this.prepare(batch);
        const progress = await committing;
        if (this.stopping()) return;
        committing = this.commit(batch, facts, progress);
        committing.catch(() => undefined);
      }
      const { rowsRead, bytesRead } = await committing;
      if (this.stopping()) return;
      const note = rowsRead === 0 ? 'The file has a line with the names of its columns, and no rows.' : null;
      await this.tools.imports.end(this.record.id, 'done', note, bytesRead);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }

  private async *batches(): AsyncGenerator<Batch> {
    const { id, plan, bytesRead, linesRead, rowsRead } = this.record;
    const csv = new CsvRecords(plan.form, { offset: bytesRead, line: linesRead });
    let rows: ImportRow[] = [];
    let ordinal = rowsRead;
    let characters = 0;
    const take = (): Batch => {
      const batch = { rows, firstOrdinal: ordinal - rows.length + 1, end: rows.at(-1)!.record.end };
      rows = [];
      characters = 0;
      return batch;
    };
    for await (const records of this.records(csv, id, bytesRead)) {
      for (const record of records) {
        rows.push(this.rows.read(record, ++ordinal));
        characters += record.cells.reduce((sum, cell) => sum + cell.length, 0);
        if (rows.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) yield take();
      }
    }
    if (rows.length > 0) yield take();
  }

  private async *records(csv: CsvRecords, id: string, from: number): AsyncGenerator<ReturnType<CsvRecords['push']>> {
    for await (const text of this.tools.spool.read(id, from)) yield csv.push(text);
    yield csv.end();
  }

  private prepare({ rows }: Batch): FactBatch {
    return new FactBatch(
      rows.map(({ incoming }) => incoming),
      { ...this.context, now: Date.now() },
    );
  }

  private async commit(batch: Batch, facts: FactBatch, from: Progress): Promise<Progress> {
    const { store } = this.tools;
    try {
      const to = await store.transaction((tx, within) => this.append(batch, facts, from, tx, within));
      countReceipts(countsBetween(from, to), 'import');
      return to;
    } catch (error) {
      if (!(error instanceof RowsTaken)) throw error;
      return this.commit(error.batch, this.prepare(error.batch), from);
    }
  }

  private async append(batch: Batch, facts: FactBatch, from: Progress, tx: Sql, within: EventStore): Promise<Progress> {
    const outcomes = await within.transactMany(facts.changes);
    refuseTaken(batch, outcomes);
    const receipts = facts.receipts(outcomes);
    const to = progressAfter(from, batch, receipts);
    const speed = this.speed.at(to.rowsRead, to.bytesRead);
    const { imports } = this.tools;
    if (!(await imports.advance(tx, this.record.id, from, to, speed))) throw new Overtaken();
    await imports.refuse(tx, this.record.id, this.refusedRows(batch, receipts));
    return to;
  }

  private refusedRows({ rows, firstOrdinal }: Batch, receipts: readonly Receipt[]): RefusedRow[] {
    return receipts.flatMap(({ status, reasons = [] }, index) => {
      if (status !== 'rejected') return [];
      const { row, record } = rows[index]!;
      const { line } = record;
      return {
        ordinal: firstOrdinal + index,
        row,
        line,
        cells: keptCells(record.cells),
        reason: this.rows.words(reasons),
      };
    });
  }
}

/** Rows refused by what was taken in before; the batch, with them marked so. */
class RowsTaken extends Error {
  constructor(readonly batch: Batch) {
    super('rows taken');
  }
}

/** All of a batch goes in one append, so one with such rows is begun again. */
const refuseTaken = (batch: Batch, outcomes: readonly object[]): void => {
  if (!outcomes.some(isTaken)) return;
  const rows = batch.rows.map((row, index) => {
    const outcome = outcomes[index]!;
    if (!isTaken(outcome)) return row;
    const problem = { pointer: '', detail: outcome.error.message };
    return { ...row, incoming: { ...row.incoming, problem } };
  });
  throw new RowsTaken({ ...batch, rows });
};

const isTaken = (outcome: object): outcome is { error: Error } =>
  'error' in outcome && outcome.error instanceof Error && outcome.error.name === 'RowTakenBefore';

const countsBetween = (from: Progress, to: Progress): Counts => ({
  accepted: to.accepted - from.accepted,
  duplicate: to.duplicate - from.duplicate,
  rejected: to.rejected - from.rejected,
});

const progressAfter = (from: Progress, { end, rows }: Batch, receipts: readonly Receipt[]): Progress => {
  const count = { accepted: from.accepted, duplicate: from.duplicate, rejected: from.rejected };
  for (const { status } of receipts) count[status]++;
  return { bytesRead: end.offset, linesRead: end.line, rowsRead: from.rowsRead + rows.length, ...count };
};

/** As they came, but for U+0000, which PostgreSQL cannot hold, and what is beyond all measure. */
const keptCells = (cells: readonly string[]): string[] => {
  let left = KEPT_CHARACTERS;
  return cells.map((cell) => {
    const kept = cell.slice(0, Math.max(0, left)).toWellFormed().replaceAll('\0', '\ufffd');
    left -= kept.length;
    return kept.length < cell.length ? `${kept}… (cut: ${cell.length} characters)` : kept;
  });
};
