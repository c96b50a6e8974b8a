import { describe, expect } from '@jest/globals';
import { DomainError } from '@clientele/event-sourcing';
import { always, mostly, orRefusal, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { prefersCsv } from './accept.js';
import { labelOf, nextStart, partsOf, PERIODS, startOf, startsBetween, type Days } from './periods.js';
import { boundsOf } from './range.js';

const by = fc.constantFrom(...PERIODS);
/** More often near the ends of years, and of all that a date can say. */
const day = fc
  .oneof(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.date({ min: new Date('0001-01-01'), max: new Date('0001-02-10'), noInvalidDate: true }),
    fc.date({ min: new Date('0099-12-20'), max: new Date('0100-01-10'), noInvalidDate: true }),
    fc.date({ min: new Date('9999-11-20'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.date({ min: new Date('1996-12-01'), max: new Date('1999-02-01'), noInvalidDate: true }),
  )
  .map((date) => date.toISOString().slice(0, 10));
const days = fc.tuple(day, day).map((both) => both.sort());
/** Days after the last one that four digits can say. */
const isLast = (start: string) => nextStart('day', start) > '9999-12-31';

describe('periods', () => {
  always(
    'begin where luxon says they do, in every year',
    fc.property(by, day, (of, given) => {
      const date = DateTime.fromISO(given, { zone: 'utc' });
      const start = startOf(of, given);
      expect(start).toBe(date.startOf(of).toISODate());
      expect(start <= given).toBe(true);
      const next = date.startOf(of).plus({ [of]: 1 });
      if (next.year <= 9_999) expect(nextStart(of, start)).toBe(next.toISODate());
      else expect(nextStart(of, start) > '9999-12-31').toBe(true);
      const label = { month: 'yyyy-MM', week: "kkkk-'W'WW", day: 'yyyy-MM-dd' }[of];
      expect(labelOf(of, start)).toBe(date.startOf(of).toFormat(label));
    }),
    { runs: 300 },
  );

  always(
    'between two days are all of them, in order, or those in which something happened',
    fc.property(by, days, fc.array(day), (of, [from, to], happened) => {
      const starts = startsBetween(of, from, to, happened);
      expect(starts).toEqual([...new Set(starts)].sort());
      if (starts.length > 0 && starts[0] === startOf(of, from) && !happened.includes(starts[0]))
        expect(starts.at(-1)).toBe(startOf(of, to));
    }),
    {
      runs: 50,
      examples: [
        ['month', ['0099-12-30', '0100-01-10'], []],
        ['week', ['9999-11-01', '9999-12-31'], []],
      ],
    },
  );

  always(
    'and what is cut of them make up the days that were asked for',
    fc.property(by, days, fc.nat(3), (of, [from, until], open) => {
      const asked: Days = { from: open & 1 ? null : from, until: open & 2 ? null : until };
      const { whole, cut } = partsOf(of, asked);
      const isIn = ({ from: first, until: end }: Days, each: string) =>
        (first === null || each >= first) && (end === null || each < end);
      for (const each of [from, until, startOf(of, from), startOf(of, until), nextStart(of, startOf(of, from))]) {
        const count = [whole, ...cut].filter((part) => isIn(part, each)).length;
        expect(count).toBe(isIn(asked, each) ? 1 : 0);
      }
      for (const edge of [whole.from, whole.until])
        if (edge !== null && edge <= '9999-12-31') expect(startOf(of, edge)).toBe(edge);
    }),
    { runs: 300 },
  );
});

const date = mostly(fc.oneof(day, fc.stringMatching(/^\d{4}-\d\d-\d\d$/)), wildText());
describe('a range', () => {
  always(
    'of whatever days is bounds that PostgreSQL takes, or is refused in words',
    fc.property(fc.option(date, { nil: undefined }), fc.option(date, { nil: undefined }), (from, to) => {
      const bounds = orRefusal(() => boundsOf({ from, to }));
      if (bounds instanceof DomainError) return expect(bounds.code).toBe('InvalidRange');
      for (const bound of [bounds.from, bounds.until])
        if (bound !== null) expect(bound).toMatch(/^(?!0000)\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
      if (to !== undefined && !isLast(to)) expect(bounds.until).toBe(`${nextStart('day', to)}T00:00:00.000Z`);
    }),
    {
      runs: 500,
      examples: [
        ['0000-01-01', undefined],
        ['0050-01-01', '9999-12-31'],
      ],
    },
  );

  always(
    'is answered in some form, whatever is accepted',
    fc.property(
      mostly(fc.constantFrom('text/csv', 'application/json;q=0.5,text/csv', '*/*', 'text/*;q=x'), wildText()),
      (accept) => {
        expect(typeof prefersCsv(accept)).toBe('boolean');
      },
    ),
  );
});
