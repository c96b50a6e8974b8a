/** What the server tells of an import. */
export interface ImportStatus {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly status: 'uploading' | 'running' | 'done' | 'interrupted' | 'failed';
  readonly bytes: { readonly total: number; readonly read: number };
  readonly rows: ImportRows;
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  readonly finishedAt?: string | null;
  readonly error?: string | null;
  /** What is worth knowing of one that is done. */
  readonly note?: string;
}

export interface ImportRows {
  readonly read: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}
