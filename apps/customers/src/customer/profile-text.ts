import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Text in its one form; nothing but blanks is `null`. */
export const plainText = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC').replace(/\s+/gu, ' ').trim() || null : value;

/** A field of the profile: text, or `null` to clear it. */
export const ProfileText = (description: string, maxLength = 200): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, maxLength, description }),
    Transform(({ value }) => plainText(value)),
    IsOptional(),
    IsString(),
    MaxLength(maxLength),
  );
