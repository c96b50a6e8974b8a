/** A view's schema as an identifier in SQL. */
export const quoteSchema = (schema: string): string => `"${schema.replaceAll('"', '""')}"`;
