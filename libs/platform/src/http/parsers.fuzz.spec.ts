import { describe, expect } from '@jest/globals';
import { DomainError } from '@clientele/event-sourcing';
import { always, mostly, orRefusal, wildJson, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { parseActor } from './actor.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { parseIfMatch } from './if-match.js';
import { decodeMoment, encodeMoment } from './moment-cursor.js';
import { endOf, lastOf, readTime, utc } from './time.js';

const pad = (value: number, length = 2) => String(value).padStart(length, '0');
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');

describe('a cursor', () => {
  const value = fc.oneof(wildText(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  always(
    'comes back as it was made',
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const plain = JSON.parse(JSON.stringify(values)) as unknown;
      expect(decodeCursor(encodeCursor(values), values.length)).toEqual(plain);
    }),
  );

  always(
    'that was made up is refused in words, or has values that can be asked for',
    fc.property(fc.oneof(wildText(), wildJson().map(base64)), fc.integer({ min: 1, max: 3 }), (text, length) => {
      const values = orRefusal(() => decodeCursor(text, length));
      if (values instanceof DomainError) return expect(values.code).toBe('InvalidCursor');
      expect(values).toHaveLength(length);
      for (const each of values) expect(['string', 'number', 'object']).toContain(typeof each);
    }),
    { runs: 500 },
  );

  const moment = mostly(fc.constantFrom('2026-01-31T09:30:00.123456Z'), wildText());
  const id = mostly(fc.uuid(), wildText());
  always(
    'by moment and id has both, or is refused in words',
    fc.property(
      fc.oneof(
        fc.tuple(moment, id).map(([at, of]) => encodeMoment(at, of)),
        wildText(),
      ),
      (text) => {
        const values = orRefusal(() => decodeMoment(text));
        if (values instanceof DomainError) return expect(values.code).toBe('InvalidCursor');
        expect(readTime(String(values[0]))).toBeDefined();
        expect(values[1]).toMatch(/^[0-9a-f-]{36}$/i);
      },
    ),
    { runs: 300 },
  );
});

describe('a time', () => {
  const parts = fc.record({
    year: fc.nat(9_999),
    month: fc.nat(13),
    day: fc.nat(32),
    hour: fc.nat(25),
    minute: fc.nat(61),
    second: fc.nat(60),
    zone: fc.option(fc.record({ sign: fc.constantFrom('+', '-'), hour: fc.nat(25), minute: fc.nat(61) })),
  });
  always(
    'that does not exist is refused, and any other means what it says',
    fc.property(parts, ({ year, month, day, hour, minute, second, zone }) => {
      const [date, clock] = [`${pad(year, 4)}-${pad(month)}-${pad(day)}`, `${pad(hour)}:${pad(minute)}:${pad(second)}`];
      const offset = zone ? `${zone.sign}${pad(zone.hour)}:${pad(zone.minute)}` : 'Z';
      const local = new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1_000;
      const exists =
        new Date(local).toISOString() === `${date}T${clock}.000Z` && !(zone && (zone.hour > 23 || zone.minute > 59));
      const instant = local - (zone ? (zone.sign === '-' ? -1 : 1) * (zone.hour * 60 + zone.minute) * 60_000 : 0);
      const [from, to] = [new Date(0).setUTCFullYear(1, 0, 1), Date.UTC(10_000, 0)];
      const text = `${date}T${clock}${offset}`;
      if (!exists || instant < from || instant >= to) return expect(readTime(text)).toBeUndefined();
      expect(readTime(text)?.toMillis()).toBe(instant);
      expect(utc(text)).toBe(new Date(instant).toISOString());
    }),
    {
      runs: 500,
      examples: [
        [{ year: 2026, month: 1, day: 1, hour: 1, minute: 0, second: 0, zone: { sign: '+', hour: 0, minute: 60 } }],
      ],
    },
  );

  always(
    'of whatever text is none, or can be written as the database reads it, as a range that is not empty',
    fc.property(
      mostly(fc.stringMatching(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/), wildText()),
      (text) => {
        if (!readTime(text)) return;
        for (const written of [utc(text), endOf(text), lastOf(text)])
          expect(written).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        expect(lastOf(text) >= utc(text)).toBe(true);
        expect(endOf(text) >= utc(text)).toBe(true);
      },
    ),
    { runs: 500 },
  );
});

describe('a header', () => {
  always(
    'If-Match is a version that was answered, or is refused in words',
    fc.property(
      mostly(
        fc.nat().map((version) => `"${version}"`),
        wildText(),
      ),
      (text) => {
        const version = orRefusal(() => parseIfMatch(text));
        if (version instanceof DomainError) return expect(version.code).toBe('InvalidIfMatch');
        if (version !== undefined) expect(Number.isSafeInteger(version)).toBe(true);
      },
    ),
  );

  always(
    'Clientele-Actor is a name that can be stored, or is refused in words',
    fc.property(fc.oneof(wildText(), fc.constantFrom('ann', 'Ann Lee', '张伟')), (name) => {
      const actor = orRefusal(() => parseActor(Buffer.from(name).toString('latin1')));
      if (actor instanceof DomainError) return expect(actor.code).toBe('InvalidActor');
      expect(actor).toBe(`user:${name.trim()}`);
      expect(actor.isWellFormed() && !actor.includes('\0')).toBe(true);
    }),
    { runs: 300 },
  );
});
