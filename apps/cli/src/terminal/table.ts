interface Layout {
  readonly indent?: number;
  /** Columns that stand to the right, as numbers do. */
  readonly right?: readonly number[];
}

/** Lines with their cells in columns. */
export const columns = (rows: readonly (readonly string[])[], { indent = 0, right = [] }: Layout): string => {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  const place = (cell: string, column: number): string => {
    const gap = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
    return right.includes(column) ? gap + cell : cell + gap;
  };
  return rows.map((row) => (' '.repeat(indent) + row.map(place).join('  ')).trimEnd()).join('\n');
};

/** The same under headings. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[], layout: Layout = {}): string =>
  columns([headings, headings.map((heading) => '-'.repeat(widthOf(heading))), ...rows], layout);

/** Chinese characters take two places of a terminal. */
export const widthOf = (text: string): number =>
  [...text].reduce(
    (width, character) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
