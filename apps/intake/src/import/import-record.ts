import type { FactKind } from '../fact/fact-id.js';
import type { ImportPlan } from './import-plan.js';

export type ImportStatus = 'uploading' | 'running' | 'done' | 'interrupted' | 'failed';

/** How far an import is. Changes in the transaction that takes the rows in, so that it is exact whatever happens. */
export interface Progress {
  /** Bytes of the file as UTF-8. */
  readonly bytesRead: number;
  readonly linesRead: number;
  readonly rowsRead: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** An import as it is kept. */
export interface ImportRecord extends Progress {
  readonly id: string;
  readonly kind: FactKind;
  readonly source: string;
  readonly status: ImportStatus;
  readonly plan: ImportPlan;
  readonly bytesTotal: number;
  readonly rowsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export const BROKEN_OFF = 'The upload broke off. Nothing of it was taken in; send the file again.';

const PLURAL: Readonly<Record<FactKind, string>> = { lead: 'leads', purchase: 'purchases', activity: 'activities' };
export const KINDS: ReadonlyMap<string, FactKind> = new Map(
  Object.entries(PLURAL).flatMap(([kind, plural]) => [
    [kind, kind as FactKind] as const,
    [plural, kind as FactKind] as const,
  ]),
);

/** An import as it is shown. */
export const importView = (record: ImportRecord) => {
  const { id, kind, source, status, bytesTotal, bytesRead, rowsRead, accepted, duplicate, rejected, error } = record;
  return {
    id,
    kind: PLURAL[kind],
    source,
    status,
    bytes: { total: bytesTotal, read: bytesRead },
    rows: { read: rowsRead, accepted, duplicate, rejected },
    rowsPerSecond: rateOf(record),
    secondsLeft: secondsLeftOf(record),
    createdAt: record.createdAt.toISOString(),
    startedAt: record.startedAt?.toISOString() ?? null,
    finishedAt: record.finishedAt?.toISOString() ?? null,
    ...(error && (status === 'done' ? { note: error } : { error })),
  };
};

const rateOf = ({ status, rowsRead, rowsPerSecond, startedAt, finishedAt }: ImportRecord): number | null => {
  if (status !== 'done' || !startedAt || !finishedAt) return rowsPerSecond === null ? null : Math.round(rowsPerSecond);
  return Math.round(rowsRead / Math.max(0.001, (finishedAt.getTime() - startedAt.getTime()) / 1_000));
};

const secondsLeftOf = ({ status, bytesTotal, bytesRead, bytesPerSecond }: ImportRecord): number | null => {
  if (status === 'done') return 0;
  if (status !== 'running' || !bytesPerSecond) return null;
  return Math.ceil((bytesTotal - bytesRead) / bytesPerSecond);
};
