import { DomainError } from '@clientele/event-sourcing';
import { timeOf, utcDay } from './parse-instant.js';

/** A form of dates that the sender declares, like `DD/MM/YYYY HH:mm`. */
export interface DateFormat {
  readonly problem: string;
  /** Milliseconds since 1970; NaN when the text has not this form, or there is no such day. */
  parse(text: string): number;
}

const PARTS = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
} as const;
const PART = /YYYY|MM|M|DD|D|HH|H|mm|ss|[\s\S]/g;

/** Compiles a declared form once, for a file of any length. Times are UTC. */
export const dateFormat = (form: string): DateFormat => {
  const problem = `This is no date of the form ${form}.`;
  if (form === 'unix' || form === 'unix-ms') return sinceEpoch(form === 'unix' ? 1_000 : 1, problem);
  const pattern = patternOf(form);
  return {
    problem,
    parse: (text) => {
      const parts = pattern.exec(text)?.groups;
      if (!parts) return NaN;
      return (
        utcDay(Number(parts['year']), Number(parts['month']), Number(parts['day'])) +
        timeOf(parts['hour'], parts['minute'], parts['second'])
      );
    },
  };
};

const sinceEpoch = (unit: number, problem: string): DateFormat => ({
  problem,
  parse: (text) => (/^\d{1,13}$/.test(text) ? Number(text) * unit : NaN),
});

const patternOf = (form: string): RegExp => {
  const pieces = form.match(PART) ?? [];
  const source = pieces.map((piece) => PARTS[piece as keyof typeof PARTS] ?? piece.replace(/[^\w\s]/, '\\$&')).join('');
  const times = (name: string) => source.split(`?<${name}>`).length - 1;
  const whole = ['year', 'month', 'day'].every((name) => times(name) === 1);
  const clear = ['hour', 'minute', 'second'].every((name) => times(name) <= 1);
  if (!whole || !clear || /[A-Za-z]/.test(form.replace(/YYYY|MM?|DD?|HH?|mm|ss|T/g, '')))
    throw new DomainError(
      'DateFormatUnknown',
      'invalid',
      'dateFormat takes YYYY, MM or M, DD or D once each, HH or H, mm, ss and signs between them, like DD/MM/YYYY; or unix, or unix-ms.',
    );
  return new RegExp(`^${source}$`);
};
