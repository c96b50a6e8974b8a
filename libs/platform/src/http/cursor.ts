import { DomainError } from '@clientele/event-sourcing';

export type CursorValue = string | number | null;

/** A page's end as opaque text: the sort key's values of its last row. */
export const encodeCursor = (values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** @throws DomainError `InvalidCursor` where the text is not a cursor of so many values. */
export const decodeCursor = (text: string, length: number): CursorValue[] => {
  const values = parse(text);
  if (Array.isArray(values) && values.length === length && values.every(isCursorValue)) return values;
  throw invalidCursor();
};

export const invalidCursor = (): DomainError =>
  new DomainError('InvalidCursor', 'invalid', 'The cursor is not one of this list; start from the first page.');

const isCursorValue = (value: unknown): value is CursorValue =>
  value === null || typeof value === 'string' || Number.isFinite(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
};
