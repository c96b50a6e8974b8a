import { DomainError } from '@clientele/event-sourcing';
import { decodeCursor, encodeCursor } from '@clientele/platform';

const MOMENT = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** SQL: a timestamptz to the microsecond, which a Date would cut. */
export const momentText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Page's end of a list by moment and id. */
export const encodeMoment = (moment: string, id: string): string => encodeCursor([moment, id]);

/** Moment and id, or nulls for the first page. @throws DomainError `InvalidCursor` */
export const decodeMoment = (cursor: string | undefined): [string, string] | [null, null] => {
  if (cursor === undefined) return [null, null];
  const [moment, id] = decodeCursor(cursor, 2);
  if (typeof moment === 'string' && MOMENT.test(moment) && typeof id === 'string' && UUID.test(id)) return [moment, id];
  throw new DomainError('InvalidCursor', 'invalid', 'The cursor is not one of this list; start from the first page.');
};
