import { DomainError } from './domain-error.js';

/** JSON escapes of U+0000 and of halves of a surrogate pair, which PostgreSQL's jsonb cannot hold. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether PostgreSQL can hold what `JSON.stringify` made of a value. */
export const isStorable = (json: string): boolean => !(json.includes('\\u') && UNSTORABLE.test(json));

/**
 * An event's data or meta as JSON. Text with the character U+0000 or half of a surrogate pair is refused in words:
 * whoever takes text in from outside cleans it before (`String.prototype.toWellFormed()`, and U+0000 away).
 */
export const toEventJson = (value: object, stream: string, type: string): string => {
  const json = JSON.stringify(value);
  if (!isStorable(json)) {
    throw new DomainError(
      'TextNotStorable',
      'invalid',
      `${type} for ${stream} has text with the character U+0000 or with half of a surrogate pair; remove it first.`,
    );
  }
  return json;
};
