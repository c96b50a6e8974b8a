import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsISO31661Alpha2,
  IsISO8601,
  IsLocale,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { plainText, ProfileText } from './profile-text.js';

const upperCase = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toUpperCase() : value);

export class ClassificationRequest {
  @ApiPropertyOptional({ enum: ['individual', 'company'], nullable: true })
  @IsOptional()
  @IsIn(['individual', 'company'])
  type?: 'individual' | 'company' | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'CN', description: 'ISO 3166-1 alpha-2.' })
  @Transform(({ value }) => upperCase(value))
  @IsOptional()
  @IsISO31661Alpha2()
  country?: string | null;

  @ProfileText('Province, state or the like.')
  region?: string | null;

  @ProfileText('In which they work.')
  industry?: string | null;
}

export class ExternalIdRequest {
  @ApiProperty({ type: String, example: 'cdnow', description: 'Who gave the id.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  source: string;

  @ApiProperty({ type: String, example: '14048' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  id: string;
}

/** Profile and identifiers. A blank or `null` clears a field; identifiers are added, and never taken away. */
export class CustomerRequest extends ClassificationRequest {
  @ProfileText('Of the person, or of the company where it has no other.')
  name?: string | null;

  @ProfileText('For which they work.')
  company?: string | null;

  @ProfileText('What they do there.')
  jobTitle?: string | null;

  @ProfileText('Town.')
  city?: string | null;

  @ProfileText('Postal code.', 20)
  postalCode?: string | null;

  @ProfileText('Street and number.', 500)
  street?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'zh-CN', description: 'BCP 47.' })
  @Transform(({ value }) => plainText(value))
  @IsOptional()
  @IsLocale()
  language?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '1990-02-28', description: 'YYYY-MM-DD.' })
  @Transform(({ value }) => plainText(value))
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'birthDate must be a date like 1990-02-28' })
  @IsISO8601({ strict: true })
  birthDate?: string | null;

  @ApiPropertyOptional({ type: String, example: 'zhang.wei@example.com' })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;

  @ApiPropertyOptional({
    type: String,
    example: '+8613800138000',
    description: 'With + and country code, or of `country`.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  phone?: string;

  @ApiPropertyOptional({ type: [ExternalIdRequest] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ExternalIdRequest)
  externalIds?: ExternalIdRequest[];
}

export class TagRequest {
  @ApiProperty({ type: String, maxLength: 64, example: 'vip' })
  @Transform(({ value }) => plainText(value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  tag: string;
}

export class NoteRequest {
  @ApiProperty({ type: String, maxLength: 10_000 })
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFC').trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(10_000)
  text: string;
}

export class MergeRequest {
  @ApiProperty({ type: String, format: 'uuid', description: 'The customer that goes into the one in the address.' })
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsUUID()
  customerId: string;
}

export class DismissalRequest {
  @ApiPropertyOptional({ type: String, maxLength: 1000, description: 'Why they are two.' })
  @Transform(({ value }) => plainText(value) ?? undefined)
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  reason?: string;
}
