import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { DomainError } from '@clientele/event-sourcing';
import { type Period, PERIODS } from './periods.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LAST_DAY = '9999-12-31';
const DATE_WORDS = { message: 'must be a date like 1997-01-31' };

/** Query parameters of every report. */
export class Range {
  @ApiPropertyOptional({ type: String, format: 'date', example: '1997-01-01', description: 'First day (UTC).' })
  @IsOptional()
  @Matches(DATE, DATE_WORDS)
  from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '1997-12-31',
    description: 'Last day (UTC), included.',
  })
  @IsOptional()
  @Matches(DATE, DATE_WORDS)
  to?: string;
}

export class RangeByPeriod extends Range {
  @ApiPropertyOptional({ enum: PERIODS, default: 'month', description: 'Weeks are those of ISO 8601.' })
  @IsOptional()
  @IsIn(PERIODS)
  by: Period = 'month';
}

/** From, included, and until, excluded; null: open. */
export interface Bounds {
  readonly from: string | null;
  readonly until: string | null;
}

/** @throws DomainError `InvalidRange` */
export const boundsOf = ({ from, to }: Range): Bounds => {
  for (const [parameter, day] of Object.entries({ from, to }))
    if (day !== undefined && !isDay(day)) throw invalid(parameter, 'names a day that does not exist');
  if (from !== undefined && to !== undefined && to < from) throw invalid('to', 'is before from');
  // Nothing comes after the last day that can be said.
  const until =
    to === undefined || to === LAST_DAY ? null : new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString();
  return { from: from === undefined ? null : `${from}T00:00:00.000Z`, until };
};

/** The day that a bound is the beginning of. */
export const dayOf = (bound: string | null): string | null => bound?.slice(0, 10) ?? null;

const isDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`);
  // PostgreSQL has no year 0.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && !day.startsWith('0000');
};

const invalid = (parameter: string, detail: string): DomainError =>
  new DomainError('InvalidRange', 'invalid', `${parameter} ${detail}.`, { errors: [{ parameter, detail }] });

/** SQL: the day (UTC) lies within $1 and $2. */
export const withinDays = (column: string): string => `
  ($1::timestamptz IS NULL OR ${column} >= ($1::timestamptz AT TIME ZONE 'UTC')::date)
  AND ($2::timestamptz IS NULL OR ${column} < ($2::timestamptz AT TIME ZONE 'UTC')::date)`;

/** SQL: the column lies within $1 and $2. */
export const within = (column: string): string =>
  `($1::timestamptz IS NULL OR ${column} >= $1) AND ($2::timestamptz IS NULL OR ${column} < $2)`;

/** SQL: stretches of days (UTC) as `cut(since, until)`; of days, since the last of them may be `infinity`. */
export const cutBy = (from: string, until: string): string => `(
      SELECT since::timestamp AT TIME ZONE 'UTC' AS since, until::timestamp AT TIME ZONE 'UTC' AS until
      FROM unnest(${from}::date[], ${until}::date[]) AS days (since, until)
    ) cut`;
