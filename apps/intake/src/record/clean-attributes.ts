import { cleanText } from '@clientele/privacy';
import { isDeeper } from './is-deeper.js';
import { escaped, isObject, type IncomingFields, type JsonObject } from './incoming-fields.js';

const LARGEST = 64 * 1024;
const DEEPEST = 8;
const LONGEST_NAME = 200;
/** What JSON text holds escaped or beyond ASCII may need cleaning; all else is taken as it is. */
const MAY_NEED_CLEANING = /\\u[0d]|[^\x20-\x7e]|" | "/;

/** Fields of the sender's own, of any shape: bounded, and its texts cleaned. */
export const cleanAttributes = (from: JsonObject, fields: IncomingFields): JsonObject | undefined => {
  const given = from['attributes'];
  if (given === undefined || given === null) return undefined;
  if (!isObject(given)) return refuse(fields, 'It must be an object.');
  if (isDeeper(given, DEEPEST)) return refuse(fields, `It is nested deeper than ${DEEPEST} levels.`);
  const text = JSON.stringify(given);
  if (text === '{}') return undefined;
  if (Buffer.byteLength(text) > LARGEST) return refuse(fields, `It is larger than ${LARGEST / 1024} KiB as JSON.`);
  const walk = new Walk(fields, MAY_NEED_CLEANING.test(text));
  return walk.object(given, '/attributes');
};

const refuse = (fields: IncomingFields, detail: string): undefined => {
  fields.refuse('/attributes', detail);
  return undefined;
};

class Walk {
  constructor(
    private readonly fields: IncomingFields,
    private readonly cleaning: boolean,
  ) {}

  object(from: JsonObject, at: string): JsonObject {
    const entries: [string, unknown][] = [];
    for (const name of Object.keys(from)) {
      const pointer = `${at}/${escaped(name)}`;
      const cleanName = this.cleaning ? cleanText(name) : name;
      if (cleanName === '' || cleanName.length > LONGEST_NAME)
        this.fields.refuse(pointer, `A name has 1 to ${LONGEST_NAME} characters.`);
      const value = this.value(from[name], pointer);
      if (value !== undefined) entries.push([cleanName, value]);
    }
    return Object.fromEntries(entries);
  }

  private value(given: unknown, at: string): unknown {
    if (typeof given === 'string') return this.cleaning ? this.text(given, at) : given;
    if (typeof given === 'number' && !Number.isFinite(given)) {
      this.fields.refuse(at, 'This number is out of range. Send it as text.');
      return undefined;
    }
    if (Array.isArray(given)) return given.map((item, index) => this.value(item, `${at}/${index}`) ?? null);
    return isObject(given) ? this.object(given, at) : given;
  }

  private text(given: string, at: string): string {
    const cleaned = cleanText(given);
    if (cleaned !== given) this.fields.keep(at, given);
    return cleaned;
  }
}
