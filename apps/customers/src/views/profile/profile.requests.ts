import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsText, IsTime, MayBeLeftOut, PageQuery } from '@clientele/platform';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsISO31661Alpha2, IsOptional } from 'class-validator';
import { plainText } from '../../customer/profile-text.js';

const FLAGS = new Map<unknown, boolean>([
  ['', true],
  ['true', true],
  ['false', false],
]);

/** Text as it is kept of customers; a blank one asks for nothing. */
const Searched = (most: number): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => plainText(value) ?? undefined),
    MayBeLeftOut(),
    IsText(most),
  );

export class ProfileQuery {
  @ApiPropertyOptional({ type: String, example: '1998-06-30', description: 'RFC 3339, or a date: its end in UTC.' })
  @MayBeLeftOut()
  @IsTime()
  asOf?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Leaves out what was recorded after it. RFC 3339, or a date: its end.',
  })
  @MayBeLeftOut()
  @IsTime()
  knownAt?: string;
}

export class SearchQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, maxLength: 200, example: '张' })
  @Searched(200)
  q?: string;

  @ApiPropertyOptional({ enum: ['individual', 'company'] })
  @IsOptional()
  @IsIn(['individual', 'company'])
  type?: string;

  @ApiPropertyOptional({ type: String, example: 'CN' })
  @Transform(({ value }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @IsOptional()
  @IsISO31661Alpha2({ message: 'country must be one of ISO 3166-1 in two letters, like CN' })
  country?: string;

  @ApiPropertyOptional({ type: String })
  @Searched(200)
  industry?: string;

  @ApiPropertyOptional({ type: String })
  @Searched(64)
  tag?: string;

  @ApiPropertyOptional({ type: String, example: '1997-01-01', description: 'First heard of then or later.' })
  @MayBeLeftOut()
  @IsTime()
  registeredFrom?: string;

  @ApiPropertyOptional({ type: String, example: '1997-01-31', description: 'Up to then; a date with its whole day.' })
  @MayBeLeftOut()
  @IsTime()
  registeredTo?: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Also counts all that were found.' })
  @Transform(({ value }) => FLAGS.get(value) ?? value)
  @IsOptional()
  @IsBoolean({ message: 'total must be true or false' })
  total?: boolean;
}
