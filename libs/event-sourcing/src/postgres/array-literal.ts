const SPECIAL = /["\\]/g;

const quote = (text: string): string =>
  `"${text.includes('"') || text.includes('\\') ? text.replace(SPECIAL, '\\$&') : text}"`;

/** An array of texts as PostgreSQL reads it. The driver would do so as well, but looks at every element in many ways. */
export const textArray = (texts: readonly string[]): string => `{${texts.map(quote).join(',')}}`;

/** An array of what needs no quotes: numbers and UUIDs. */
export const plainArray = (values: readonly (number | string | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
