import { randomUUID } from 'node:crypto';

/** What an UUIDv7 begins with: the milliseconds since 1970, and its version. */
export const timeOfId = (milliseconds: number): string => {
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
};

/** UUIDv7 (RFC 9562): the time, and the random bits of a version 4, which Node has in stock. */
export const newEventId = (time: string): string => time + randomUUID().slice(15);
