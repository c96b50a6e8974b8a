import { ValidateBy, type ValidationOptions } from 'class-validator';
import { DateTime } from 'luxon';

const DATE = /^\d{4}-\d\d-\d\d$/;
/** luxon would take any offset, also of 99 hours. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** What four digits can say in UTC: PostgreSQL reads no other year as JavaScript writes it. */
const YEARS = { first: 1, last: 9999 } as const;
const LAST = `${YEARS.last}-12-31T23:59:59.999Z`;

/** RFC 3339 with its offset, or a date alone, which is its midnight in UTC; undefined for what is neither. */
export const readTime = (text: string): DateTime | undefined => {
  if (!DATE.test(text) && !TIME.test(text)) return undefined;
  const time = DateTime.fromISO(text, { zone: 'utc' });
  return time.isValid && time.year >= YEARS.first && time.year <= YEARS.last ? time : undefined;
};

/** Field of a DTO: RFC 3339, or a date alone. */
export const IsTime = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isTime',
      validator: {
        validate: (value) => typeof value === 'string' && readTime(value) !== undefined,
        defaultMessage: () =>
          '$property must be a time with its offset, like 2026-03-01T09:30:00Z, or a date, like 2026-03-01',
      },
    },
    options,
  );

/** In UTC, to the millisecond. The text is one that {@link IsTime} let pass. */
export const utc = (text: string): string => valid(text).toJSDate().toISOString();

/** The first moment that no longer belongs to a range that ends so: a date alone still belongs to it as a whole. */
export const endOf = (text: string): string => {
  const end = (DATE.test(text) ? valid(text).plus({ days: 1 }) : valid(text)).toJSDate();
  return end.getUTCFullYear() > YEARS.last ? LAST : end.toISOString();
};

/** The last millisecond that belongs to it: of a date alone, that of its day in UTC. */
export const lastOf = (text: string): string =>
  (DATE.test(text) ? valid(text).endOf('day') : valid(text)).toJSDate().toISOString();

const valid = (text: string): DateTime => {
  const time = readTime(text);
  if (!time) throw new RangeError('This is no time in RFC 3339.');
  return time;
};
