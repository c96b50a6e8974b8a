/** SQLSTATE: text with the character U+0000. */
const UNSTORABLE = new Set(['22021', '22P05']);
/** A number, a time, an interval or another value that is out of range or cannot be read. */
const UNREADABLE = new Set(['22003', '22007', '22008', '22009', '22P02']);

/**
 * Whether PostgreSQL could not take a value that came with the request: a cursor that was tampered with, a date before
 * the calendar begins. What a command writes was checked before, so there an unreadable value is our own fault.
 */
export const isUnusableValue = (error: unknown, method: string): boolean => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return UNSTORABLE.has(error.code) || (method === 'GET' && UNREADABLE.has(error.code));
};
