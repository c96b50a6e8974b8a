import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsText, MayBeLeftOut } from '@clientele/platform';
import { cleanLine } from '@clientele/privacy';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsISO31661Alpha2,
  IsISO8601,
  IsLocale,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsLine, plainText, ProfileText } from './profile-text.js';

const upperCase = (value: unknown): unknown => (typeof value === 'string' ? value.toUpperCase() : value);
const NOT_TAKEN_AWAY = 'must be text; what leads to a customer is not taken away again, so leave it out';
const EXTERNAL_IDS = { each: true, message: 'must be a list of objects {source, id}' };

export class ClassificationRequest {
  @ApiPropertyOptional({ enum: ['individual', 'company'], nullable: true })
  @Transform(({ value }) => plainText(value))
  @IsOptional()
  @IsIn(['individual', 'company'])
  type?: 'individual' | 'company' | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'CN', description: 'ISO 3166-1 alpha-2.' })
  @Transform(({ value }) => upperCase(plainText(value)))
  @IsOptional()
  @IsISO31661Alpha2({ message: 'country must be one of ISO 3166-1 in two letters, like CN' })
  country?: string | null;

  @ProfileText('Province, state or the like.')
  region?: string | null;

  @ProfileText('In which they work.')
  industry?: string | null;
}

/** In the form in which intake reads it, or the same id would lead to two customers. */
const IdText = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? cleanLine(value) : value)),
    IsText(300),
  );

export class ExternalIdRequest {
  @ApiProperty({ type: String, example: 'cdnow', description: 'Who gave the id.' })
  @IdText()
  source: string;

  @ApiProperty({ type: String, example: '14048' })
  @IdText()
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
  @IsLocale({ message: 'language must be one of BCP 47, like zh-CN' })
  language?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '1990-02-28', description: 'YYYY-MM-DD.' })
  @Transform(({ value }) => plainText(value))
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'birthDate must be a date like 1990-02-28' })
  @IsISO8601({ strict: true }, { message: 'birthDate must be a day that is in the calendar' })
  birthDate?: string | null;

  @ApiPropertyOptional({ type: String, example: 'zhang.wei@example.com' })
  @MayBeLeftOut()
  @IsString({ message: `email ${NOT_TAKEN_AWAY}` })
  @MaxLength(320)
  email?: string;

  @ApiPropertyOptional({
    type: String,
    example: '+8613800138000',
    description: 'With + and country code, or of `country`.',
  })
  @MayBeLeftOut()
  @IsString({ message: `phone ${NOT_TAKEN_AWAY}` })
  @MaxLength(64)
  phone?: string;

  @ApiPropertyOptional({ type: [ExternalIdRequest] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @IsObject(EXTERNAL_IDS)
  @ValidateNested(EXTERNAL_IDS)
  @Type(() => ExternalIdRequest)
  externalIds?: ExternalIdRequest[];
}

export class TagRequest {
  @ApiProperty({ type: String, maxLength: 64, example: 'vip' })
  @IsLine(64)
  tag: string;
}

export class NoteRequest {
  @ApiProperty({ type: String, maxLength: 10_000 })
  @IsText(10_000)
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
  @MayBeLeftOut()
  @IsText(1000)
  reason?: string;
}
