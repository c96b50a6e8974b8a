import { isUuid } from '../uuid.js';
import { decodeCursor, encodeCursor, invalidCursor } from './cursor.js';
import { readTime } from './time.js';

/** SQL: a timestamptz to the microsecond, which a Date would cut. */
export const momentText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Page's end of a list by moment ({@link momentText}) and id. */
export const encodeMoment = (moment: string, id: string): string => encodeCursor([moment, id]);

/** Moment and id, or nulls for the first page. @throws DomainError `InvalidCursor` */
export const decodeMoment = (cursor: string | undefined): [string, string] | [null, null] => {
  if (cursor === undefined) return [null, null];
  const [moment, id] = decodeCursor(cursor, 2);
  if (typeof moment === 'string' && readTime(moment) && isUuid(id)) return [moment, id];
  throw invalidCursor();
};
