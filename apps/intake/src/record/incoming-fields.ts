import { cleanLine, cleanText } from '@clientele/privacy';
import { nearName } from './near-name.js';
import type { Cleaned, Reason } from './reason.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Values as they came, by JSON pointer; only those that cleaning changed. */
export type Original = Readonly<Record<string, unknown>>;

const LONGEST_LINE = 300;
const LONGEST_KEPT = 1_000;
/** Of one object: a record of a megabyte of wrong names must not stop the others for seconds. */
const MOST_UNKNOWN = 20;

/**
 * Reads fields of an incoming record one by one, and remembers what was wrong and what was changed. `null` and blank text
 * say nothing, as if the field were not there.
 */
export class IncomingFields {
  readonly reasons: Reason[] = [];
  private changed: Record<string, unknown> | undefined;

  get original(): Original | undefined {
    return this.changed;
  }

  refuse(pointer: string, detail: string): void {
    this.reasons.push({ pointer, detail });
  }

  /** One line of text: trimmed, NFC, without control characters. */
  line(from: JsonObject, name: string, at: string, longest = LONGEST_LINE): string | undefined {
    return this.text(from, name, at, longest, cleanLine);
  }

  text(from: JsonObject, name: string, at: string, longest: number, clean = cleanText): string | undefined {
    const given = from[name];
    if (given === undefined || given === null) return undefined;
    const pointer = `${at}/${name}`;
    if (typeof given !== 'string' && typeof given !== 'number') return this.wrong(pointer, 'It must be text.');
    if (typeof given === 'number' && !exact(given))
      return this.wrong(pointer, 'This number is not exact. Send it as text.');
    const text = String(given);
    // Too long a text is not cleaned: that could take long.
    const cleaned = text.length > 2 * longest + 100 ? text : clean(text);
    if (cleaned.length > longest) return this.wrong(pointer, `It has more than ${longest} characters. Shorten it.`);
    if (cleaned === '') return undefined;
    if (cleaned !== text) this.keep(pointer, text);
    return cleaned;
  }

  /** A field with a clean form of its own. What it says nothing by is kept as it came, and left out. */
  cleaned<T extends string | boolean>(
    from: JsonObject,
    name: string,
    at: string,
    clean: (text: string) => Cleaned<T>,
  ): T | undefined {
    const given = from[name];
    if (typeof given === 'boolean' && typeof clean('true').value === 'boolean') return given as T;
    const text = this.line(from, name, at);
    if (text === undefined) return undefined;
    const { value, problem } = clean(text);
    if (problem !== undefined) return this.wrong(`${at}/${name}`, problem);
    if (typeof value !== 'boolean' && value !== text) this.keep(`${at}/${name}`, given);
    return value;
  }

  required<T>(value: T | undefined, pointer: string, detail: string): T | undefined {
    if (value === undefined && !this.reasons.some((reason) => reason.pointer === pointer)) this.refuse(pointer, detail);
    return value;
  }

  /** Refuses names that mean nothing here, with the one that was most likely meant. */
  onlyKnown(from: JsonObject, known: ReadonlySet<string>, at: string): void {
    let unknown = 0;
    for (const name in from) {
      if (known.has(name) || ++unknown > MOST_UNKNOWN) continue;
      const near = nearName(name, [...known]);
      const hint = near ? `Did you mean ${near}?` : `Known are ${[...known].join(', ')}.`;
      const others = at === '' ? ' Fields of your own go under attributes.' : '';
      this.refuse(`${at}/${escaped(name)}`, `There is no such field. ${hint}${others}`);
    }
    if (unknown > MOST_UNKNOWN) this.refuse(at, `There are no such fields: ${unknown - MOST_UNKNOWN} more.`);
  }

  /** Keeps what cleaning changes; long text only in part. */
  keep(pointer: string, value: unknown): void {
    const kept = typeof value === 'string' ? cut(value) : value;
    (this.changed ??= {})[pointer] = kept;
  }

  private wrong(pointer: string, detail: string): undefined {
    this.refuse(pointer, detail);
    return undefined;
  }
}

const exact = (value: number): boolean => Number.isSafeInteger(value) || String(value).length <= 16;

/** As it came, but for what PostgreSQL's JSON cannot hold: U+0000 and lone surrogates stand as U+FFFD. */
const cut = (text: string): string => text.slice(0, LONGEST_KEPT).toWellFormed().replaceAll('\0', '\ufffd');

/** A name as a part of a JSON pointer. */
export const escaped = (name: string): string =>
  name.slice(0, 100).toWellFormed().replaceAll('\0', '\ufffd').replaceAll('~', '~0').replaceAll('/', '~1');

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
