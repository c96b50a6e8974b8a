import type { Incoming } from '../fact/fact-batch.js';
import type { FactKind } from '../fact/fact-id.js';
import type { Reason } from '../record/reason.js';
import type { CsvRecord } from './csv-records.js';
import type { ImportPlan } from './import-plan.js';
import { pointerOfTarget, type Target } from './targets.js';

/** What forms leave where nothing was chosen. */
const PLACEHOLDER = 'Select';

/** A row on its way in. */
export interface ImportRow {
  /** By which it is known where it has no id: its number, or that which it had in the file it was mended from. */
  readonly row: number;
  readonly record: CsvRecord;
  readonly incoming: Incoming;
}

/** Makes rows of a file into records, as the plan says. */
export class ImportRows {
  private readonly hasId: boolean;
  private readonly columnByPointer: ReadonlyMap<string, string>;

  constructor(
    private readonly kind: FactKind,
    private readonly source: string,
    private readonly plan: ImportPlan,
  ) {
    this.hasId = plan.cells.some(({ target }) => target.at === 'record' && target.name === 'id');
    this.columnByPointer = new Map(
      plan.cells.map(({ target, column }) => [pointerOfTarget(target), plan.columns[column]!]),
    );
  }

  /** `ordinal`: the number of the row in this file, from 1. */
  read(record: CsvRecord, ordinal: number): ImportRow {
    const { kind } = this;
    const { row, problem = this.problemOf(record) } = this.rowOf(record, ordinal);
    const asItCame = () => this.asItCame(record);
    if (problem) return { row, record, incoming: { kind, record: undefined, asItCame, problem, row } };
    const knownByRow = !this.hasId;
    return { row, record, incoming: { kind, record: this.toRecord(record.cells, row), asItCame, row, knownByRow } };
  }

  /** Reasons in the words of the file: its columns instead of pointers. */
  words(reasons: readonly Reason[]): string {
    return reasons
      .map(({ pointer, detail }) => {
        const place = this.columnByPointer.get(pointer) ?? pointer;
        return place ? `${place}: ${detail}` : detail;
      })
      .join(' ');
  }

  private rowOf({ cells }: CsvRecord, ordinal: number): { row: number; problem?: Reason } {
    const { rowColumn } = this.plan;
    if (rowColumn === undefined) return { row: ordinal };
    const text = cells[rowColumn]?.trim() ?? '';
    if (/^[1-9]\d{0,14}$/.test(text)) return { row: Number(text) };
    const detail = 'clientele_row must be the number that the row had. Leave it as it was.';
    return { row: ordinal, problem: { pointer: '', detail } };
  }

  private problemOf({ cells, problem, line }: CsvRecord): Reason | undefined {
    const { columns, charset } = this.plan;
    if (problem) return { pointer: '', detail: `Line ${line}: ${problem}` };
    if (cells.length !== columns.length) {
      const many = `It has ${cells.length} columns, but the first line names ${columns.length}.`;
      return { pointer: '', detail: `Line ${line}: ${many}` };
    }
    const broken = cells.findIndex((cell) => cell.includes('\ufffd'));
    if (broken < 0) return undefined;
    const detail = `Column ${columns[broken]!} holds bytes that are not ${charset}. If the file is in another encoding, say so: Content-Type: text/csv; charset=gb18030.`;
    return { pointer: '', detail: `Line ${line}: ${detail}` };
  }

  private toRecord(cells: readonly string[], row: number): Record<string, unknown> {
    const record: RecordInHand = { source: this.source, ...(!this.hasId && { id: `row:${row}` }) };
    for (const { target, column } of this.plan.cells) put(record, target, cells[column]!);
    for (const { target, value } of this.plan.constants) put(record, target, value);
    for (const column of this.plan.rest)
      put(record, { at: 'attributes', name: this.plan.columns[column]! }, cells[column]!);
    return record;
  }

  /** By column; what goes beyond the columns under their number. */
  private asItCame({ cells }: CsvRecord): object {
    return Object.fromEntries(cells.map((cell, index) => [this.plan.columns[index] ?? `column ${index + 1}`, cell]));
  }
}

type JsonRecord = Record<string, unknown>;

interface RecordInHand extends JsonRecord {
  customer?: JsonRecord & { externalIds?: { source: string; id: string }[] };
  attributes?: JsonRecord;
}

/** A blank cell says nothing; but a date that should be there and is blank is a mistake. */
const put = (record: RecordInHand, target: Target, cell: string): void => {
  const text = cell.trim();
  const isDate = target.at === 'record' && target.name === 'occurredAt';
  if ((text === '' || text === PLACEHOLDER) && !isDate) return;
  if (target.at === 'record') record[target.name] = cell;
  else if (target.at === 'customer') (record.customer ??= {})[target.name] = cell;
  else if (target.at === 'externalIds')
    ((record.customer ??= {}).externalIds ??= []).push({ source: target.name, id: cell });
  // Without a prototype, since a column may be called `__proto__`.
  else if (target.at === 'attributes') (record.attributes ??= Object.create(null) as JsonRecord)[target.name] = cell;
};
