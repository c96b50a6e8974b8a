import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** Line breaks and tabs may stand in a text, other control characters may not. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const isText = (value: unknown, most: number): boolean =>
  typeof value === 'string' && value !== '' && value.length <= most && value.isWellFormed() && !CONTROL.test(value);

/** Field of a DTO: text of 1 to `most` characters, trimmed and in Unicode's composed form. */
export const IsText = (most: number): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? value.trim().normalize('NFC') : value)),
    ValidateBy({
      name: 'isText',
      validator: {
        validate: (value) => isText(value, most),
        defaultMessage: () => `$property must be text of 1 to ${most} characters, without control characters`,
      },
    }),
  );
