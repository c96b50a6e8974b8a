export const PERIODS = ['month', 'week', 'day'] as const;
export type Period = (typeof PERIODS)[number];

const DAY = 86_400_000;
/** Beyond so many periods, only those are answered in which something happened. */
const MOST_PERIODS = 10_000;

/** Comes after all days that four digits can say; PostgreSQL knows it, too. */
const NEVER = 'infinity';
const LAST_DAY = Date.parse('9999-12-31T00:00:00Z');

const dateText = (time: number): string => (time > LAST_DAY ? NEVER : new Date(time).toISOString().slice(0, 10));

/** Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999. */
const midnight = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

/** The first day of the period that a day lies in, `YYYY-MM-DD`; weeks begin on Monday. */
export const startOf = (by: Period, day: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  if (by === 'month') return `${day.slice(0, 7)}-01`;
  if (by === 'week') return dateText(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY);
  return day;
};

export const nextStart = (by: Period, start: string): string => {
  const date = new Date(`${start}T00:00:00Z`);
  if (by === 'month') return dateText(midnight(date.getUTCFullYear(), date.getUTCMonth() + 1));
  return dateText(date.getTime() + (by === 'week' ? 7 : 1) * DAY);
};

/** `1997-01`, `1997-W01` (ISO 8601) or `1997-01-12`. */
export const labelOf = (by: Period, start: string): string => {
  if (by === 'month') return start.slice(0, 7);
  if (by === 'day') return start;
  // A week belongs to the year of its Thursday.
  const thursday = Date.parse(`${start}T00:00:00Z`) + 3 * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - midnight(year, 0)) / (7 * DAY));
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
};

/** Starts of all periods from one to another, both included; those in which something happened where that is too many. */
export const startsBetween = (by: Period, from: string, to: string, happened: readonly string[]): string[] => {
  const starts: string[] = [];
  for (let start = startOf(by, from); start <= to; start = nextStart(by, start)) {
    if (starts.push(start) > MOST_PERIODS) return [...new Set(happened)].sort();
  }
  return starts;
};

/** A stretch of days, the last one excluded; null: open. */
export interface Days {
  readonly from: string | null;
  readonly until: string | null;
}

export interface Parts {
  /** Of this, all periods are whole; `from` is not before `until` where none is. */
  readonly whole: Days;
  /** What lies in periods that the days begin or end within: two stretches at most. */
  readonly cut: readonly { readonly from: string; readonly until: string }[];
}

/** Roll-ups know periods as a whole: what they can answer of these days, and what they cannot. */
export const partsOf = (by: Period, { from, until }: Days): Parts => {
  const [first, last] = [from === null ? null : upTo(by, from), until === null ? null : startOf(by, until)];
  if (from !== null && until !== null && first! > last!)
    return { whole: { from: first, until: first }, cut: [{ from, until }] };
  const cut = [
    { from, until: first },
    { from: last, until },
  ].filter((days) => isStretch(days));
  return { whole: { from: first, until: last }, cut };
};

const isStretch = (days: Days): days is { from: string; until: string } =>
  days.from !== null && days.until !== null && days.from < days.until;

/** The first start of a period on the day or after it. */
const upTo = (by: Period, day: string): string => {
  const start = startOf(by, day);
  return start === day ? day : nextStart(by, start);
};
