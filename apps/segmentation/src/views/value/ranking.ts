import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { DomainError } from '@clientele/event-sourcing';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const DAY = 86_400_000;
/** What four digits can say in UTC: PostgreSQL reads no other year as JavaScript writes it. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Query parameters of everything that ranks. */
export class Ranking {
  @ApiPropertyOptional({
    type: String,
    example: '1998-06-30',
    description: 'As it was then: a date (the end of that day in UTC) or an RFC 3339 time. Now without it.',
  })
  @IsOptional()
  @Matches(MOMENT, { message: 'asOf must be a date like 1998-06-30 or an RFC 3339 time' })
  asOf?: string;

  @ApiPropertyOptional({
    type: String,
    example: 'USD',
    description: 'Currency of the money ranked (ISO 4217). That with the most purchases without it.',
  })
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters (ISO 4217)' })
  currency?: string;
}

/** The first millisecond that no longer counts; null: all counts. @throws DomainError `InvalidDate` */
export const endOf = (asOf: string | undefined): string | null => {
  if (asOf === undefined) return null;
  const time = Date.parse(asOf);
  const [, month, day] = asOf.slice(0, 10).split('-').map(Number);
  const date = new Date(`${asOf.slice(0, 10)}T00:00:00Z`);
  if (!(time >= FIRST && time <= LAST) || date.getUTCDate() !== day || date.getUTCMonth() + 1 !== month)
    throw new DomainError('InvalidDate', 'invalid', 'asOf names a day or a time that does not exist.', {
      errors: [{ parameter: 'asOf', detail: 'must be a date like 1998-06-30 or an RFC 3339 time' }],
    });
  return new Date(Math.min(DATE.test(asOf) ? time + DAY : time + 1, LAST)).toISOString();
};
