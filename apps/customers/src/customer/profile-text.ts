import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsText } from '@clientele/platform';
import { cleanLine } from '@clientele/privacy';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';

/** A line in its one form, the same as intake gives it; nothing but blanks is `null`. */
export const plainText = (value: unknown): unknown =>
  typeof value === 'string' ? cleanLine(value).replace(/\s+/gu, ' ') || null : value;

/** Field of a DTO: a line of text in its one form. */
export const IsLine = (maxLength: number): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => plainText(value)),
    IsText(maxLength),
  );

/** A field of the profile: text, or `null` to clear it. */
export const ProfileText = (description: string, maxLength = 200): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, maxLength, description }),
    IsOptional(),
    IsLine(maxLength),
  );
