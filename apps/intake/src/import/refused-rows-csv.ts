import { REASON_COLUMN, ROW_COLUMN } from './import-plan.js';
import type { ImportRecord } from './import-record.js';
import type { ImportStore } from './import-store.js';

const PAGE = 500;

/**
 * The refused rows of an import as CSV: its columns as they came, the row's number and why. What a row has beyond its
 * columns stands after that. Mended, the file can be sent again: `clientele_row` says which rows they are. Cells are not
 * changed, not even those that a spreadsheet takes for formulas; every cell that begins like one is quoted.
 */
export async function* refusedRowsCsv({ id, plan }: ImportRecord, imports: ImportStore): AsyncGenerator<string> {
  const { delimiter } = plan.form;
  const columns = plan.columns.filter((name) => name !== ROW_COLUMN && name !== REASON_COLUMN);
  const places = plan.columns.flatMap((name, index) => (columns.includes(name) ? [index] : []));
  const line = (cells: readonly string[]) => `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
  // A spreadsheet takes a file without a mark for one in the encoding of its country.
  const mark = plan.byteOrderMark || plan.charset !== 'utf-8' ? '\ufeff' : '';
  yield mark + line([...columns, ROW_COLUMN, REASON_COLUMN]);
  let after = 0;
  for (;;) {
    const rows = await imports.refused(id, after, PAGE);
    if (rows.length === 0) return;
    yield rows
      .map(({ row, cells, reason }) => {
        const own = places.map((place) => cells[place] ?? '');
        return line([...own, String(row), reason, ...cells.slice(plan.columns.length)]);
      })
      .join('');
    after = rows.at(-1)!.ordinal;
  }
}

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]|^[=+\-@\t\s]|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
