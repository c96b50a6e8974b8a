import type { DateFormat } from './date-format.js';
import type { Cleaned } from './reason.js';

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/i;
const YEAR_FIRST =
  /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})日)$/;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]{3,9})\.?[\s,-]+(\d{4})$/i;
const MONTH_FIRST = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i;
const CLOCK = /[\sT]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const NUMBERS_ONLY = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/;
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const EARLIEST_YEAR = 1900;

const UNREADABLE = 'This is no date. Write it like 2026-01-31 or 2026-01-31T09:30:00Z.';
const EITHER_WAY =
  'Day and month could be either way round. Write it like 2026-01-31, or say the form of an import (dateFormat=DD/MM/YYYY).';
const IMPOSSIBLE = 'There is no such day or time. Check day, month and hour.';

/**
 * An instant in milliseconds since 1970: RFC 3339, an ISO date (its midnight in UTC), a date with a time and no zone (UTC),
 * and other forms that can be read in one way only; or exactly in the form that is declared.
 */
export const parseInstant = (text: string, format?: DateFormat): Cleaned<number> => {
  const plain = text.trim();
  if (format) return checked(format.parse(plain), format.problem);
  const exact = RFC_3339.exec(plain);
  if (exact) return checked(fromRfc3339(exact), IMPOSSIBLE);
  const clock = CLOCK.exec(plain);
  const day = dayOf(clock ? plain.slice(0, clock.index) : plain);
  if (day === undefined) return { problem: NUMBERS_ONLY.test(plain) ? EITHER_WAY : UNREADABLE };
  const time = clock ? timeOf(clock[1], clock[2], clock[3], clock[4]) : 0;
  return checked(day + time - zoneOf(clock?.[5]), IMPOSSIBLE);
};

const checked = (instant: number, problem: string): Cleaned<number> => {
  if (Number.isNaN(instant)) return { problem };
  if (new Date(instant).getUTCFullYear() < EARLIEST_YEAR)
    return { problem: `It lies before ${EARLIEST_YEAR}, so it is most likely a mistake.` };
  return { value: instant };
};

const fromRfc3339 = (parts: RegExpExecArray): number => {
  const [, year, month, day, hour, minute, second, fraction, , sign, zoneHour, zoneMinute] = parts;
  const zone = sign ? zoneOf(`${sign}${zoneHour}${zoneMinute}`) : 0;
  return utcDay(Number(year), Number(month), Number(day)) + timeOf(hour, minute, second, fraction) - zone;
};

const dayOf = (text: string): number | undefined => {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) {
    const [year, month, day] = yearFirst.slice(1).filter((part) => part !== undefined);
    return utcDay(Number(year), Number(month), Number(day));
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return namedMonth(dayFirst[3], dayFirst[2], dayFirst[1]);
  const monthFirst = MONTH_FIRST.exec(text);
  return monthFirst ? namedMonth(monthFirst[3], monthFirst[1], monthFirst[2]) : undefined;
};

const namedMonth = (year = '', name = '', day = ''): number | undefined => {
  const month = MONTHS.findIndex((known) => known === name.toLowerCase() || known.slice(0, 3) === name.toLowerCase());
  return month < 0 ? undefined : utcDay(Number(year), month + 1, Number(day));
};

/** NaN for a day that is not in the calendar. */
export const utcDay = (year: number, month: number, day: number): number => {
  // Not Date.UTC alone, which takes the years 0 to 99 for 1900 to 1999.
  const instant = new Date(0).setUTCFullYear(year, month - 1, day);
  const date = new Date(instant);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0 ? instant : NaN;
};

/** NaN for an impossible one. Second 60 is a leap second: it counts as the next minute's first. */
export const timeOf = (hour = '0', minute = '0', second = '0', fraction = ''): number => {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return NaN;
  return (
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
  );
};

const zoneOf = (zone = 'Z'): number => {
  if (/^z$/i.test(zone)) return 0;
  const [, sign, hour, minute] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = timeOf(hour, minute);
  return sign === '-' ? -offset : offset;
};
