/** What a report answers: as JSON, or as a table of the same figures. */
export interface Report<Body extends object = object> {
  readonly body: Body;
  readonly columns: readonly string[];
  readonly table: readonly object[];
}

/** A report that is a list of rows. */
export const rowsReport = <Row extends object>(
  columns: readonly (keyof Row & string)[],
  rows: Row[],
): Report<{ rows: Row[] }> => ({
  body: { rows },
  columns,
  table: rows,
});

/** Shown for what is not known of a customer or a lead. */
export const UNKNOWN = '(unknown)';

/** A share with four decimals; 0 of nothing. */
export const shareOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000;
