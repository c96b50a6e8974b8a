import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { KINDS } from './import-record.js';

const asList = Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value : [value]));

export class ImportQuery {
  @ApiProperty({ type: String, enum: ['leads', 'purchases', 'activities'] })
  @IsIn([...KINDS.keys()], { message: 'must be leads, purchases or activities' })
  kind: string;

  @ApiProperty({
    type: String,
    description: 'Who the file is from. Rows without an id are known by it and their number.',
    example: 'cdnow',
  })
  @IsString()
  @Length(1, 300)
  source: string;

  @ApiPropertyOptional({
    type: [String],
    description: '`target=column`, once per column; `attributes.*=*` for all others.',
    example: ['customer.externalId=customer_id'],
  })
  @IsOptional()
  @asList
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  map: string[] = [];

  @ApiPropertyOptional({ type: [String], description: '`target=value`, for all rows.', example: ['currency=USD'] })
  @IsOptional()
  @asList
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  set: string[] = [];

  @ApiPropertyOptional({ type: String, description: '`,` `;` `|` or `tab`; found out unless said.' })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  delimiter?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'How dates are written, unless in a form that is clear.',
    example: 'DD/MM/YYYY',
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  dateFormat?: string;

  @ApiPropertyOptional({ type: String, description: 'Of phones without a country code.', example: 'US' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  country?: string;
}
