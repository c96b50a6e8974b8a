import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsISO31661Alpha2, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '@clientele/platform';
import { endOfMoment, startOfMoment } from './moments.js';

const MOMENT = 'must be a date like 1998-06-30, or a time like 1998-06-30T12:00:00Z';

export class ProfileQuery {
  @ApiPropertyOptional({ type: String, example: '1998-06-30', description: 'RFC 3339, or a date: its end in UTC.' })
  @Transform(({ value }) => endOfMoment(value))
  @IsOptional()
  @IsDate({ message: `asOf ${MOMENT}` })
  asOf?: Date;

  @ApiPropertyOptional({
    type: String,
    description: 'Leaves out what was recorded after it. RFC 3339, or a date: its end.',
  })
  @Transform(({ value }) => endOfMoment(value))
  @IsOptional()
  @IsDate({ message: `knownAt ${MOMENT}` })
  knownAt?: Date;
}

export class SearchQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, maxLength: 200, example: '张' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ enum: ['individual', 'company'] })
  @IsOptional()
  @IsIn(['individual', 'company'])
  type?: string;

  @ApiPropertyOptional({ type: String, example: 'CN' })
  @Transform(({ value }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @IsOptional()
  @IsISO31661Alpha2()
  country?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  industry?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  tag?: string;

  @ApiPropertyOptional({ type: String, example: '1997-01-01', description: 'First heard of then or later.' })
  @Transform(({ value }) => startOfMoment(value))
  @IsOptional()
  @IsDate({ message: `registeredFrom ${MOMENT}` })
  registeredFrom?: Date;

  @ApiPropertyOptional({ type: String, example: '1997-01-31', description: 'Up to then; a date with its whole day.' })
  @Transform(({ value }) => endOfMoment(value))
  @IsOptional()
  @IsDate({ message: `registeredTo ${MOMENT}` })
  registeredTo?: Date;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Also counts all that were found.' })
  @Transform(({ value }) => value === true || value === 'true' || value === '')
  @IsOptional()
  @IsBoolean()
  total?: boolean;
}
