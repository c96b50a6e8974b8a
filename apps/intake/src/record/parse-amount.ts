import type { Cleaned } from './reason.js';

/** `1234.50`, `.5`, `+3`. */
const PLAIN = /^\+?(\d*)(?:\.(\d*))?$/;
/** Groups of three by comma, space or apostrophe; a dot before the fraction. One comma alone may also be a decimal one. */
const GROUPED = /^\+?\d{1,3}(?:([, \u00a0\u202f'’])\d{3})(?:\1\d{3})*(?:\.\d+)?$/;
/** The continental way: groups by dot or space, a comma before the fraction. */
const DECIMAL_COMMA = /^\+?(?:\d+|\d{1,3}(?:([. \u00a0\u202f])\d{3})(?:\1\d{3})*),\d+$/;
const DOTTED_GROUPS = /^\+?\d{1,3}(?:\.\d{3}){2,}$/;
const AMBIGUOUS = /^\+?\d{1,3},\d{3}$/;
const MOST_INTEGER_DIGITS = 15;

/**
 * A decimal number that is not negative, as text without loss: `1,234.50`, `1.234,50` and `1 234,50` are `1234.50`. What
 * can be read in two ways is refused. JSON numbers are taken as long as they are exact.
 */
export const parseAmount = (input: string | number, fractionDigits: number): Cleaned<string> => {
  if (typeof input === 'number') return parseNumber(input, fractionDigits);
  const text = input.normalize('NFKC').trim();
  if (AMBIGUOUS.test(text)) return { problem: 'The comma may part thousands or decimals. Write 1234 or 1.234.' };
  if (/^[-−(]/.test(text)) return { problem: 'It must not be negative. A refund is recorded on its purchase.' };
  const digits = PLAIN.exec(plainForm(text));
  if (!digits || (!digits[1] && !digits[2]))
    return {
      problem:
        'This is no decimal number. Write digits with a dot before the decimals, like 1234.50, and no currency sign.',
    };
  return limited(digits[1] ?? '', digits[2] ?? '', fractionDigits);
};

const parseNumber = (input: number, fractionDigits: number): Cleaned<string> => {
  const text = String(input);
  if (!Number.isFinite(input) || text.includes('e') || text.replace(/\D/g, '').length > MOST_INTEGER_DIGITS)
    return { problem: 'This number cannot be held exactly. Send it as text, like "1234.50".' };
  return parseAmount(text, fractionDigits);
};

const plainForm = (text: string): string => {
  if (PLAIN.test(text)) return text;
  if (DECIMAL_COMMA.test(text)) return text.replace(/[^\d,]/g, '').replace(',', '.');
  if (GROUPED.test(text)) return text.replace(/[^\d.]/g, '');
  if (DOTTED_GROUPS.test(text)) return text.replace(/\D/g, '');
  return text;
};

const limited = (integer: string, fraction: string, fractionDigits: number): Cleaned<string> => {
  const whole = integer.replace(/^0+(?=\d)/, '') || '0';
  if (whole.length > MOST_INTEGER_DIGITS)
    return { problem: `It has more than ${MOST_INTEGER_DIGITS} digits before the dot.` };
  const parts = fraction.length > fractionDigits ? fraction.replace(/0+$/, '') : fraction;
  if (parts.length > fractionDigits) return { problem: `It has more than ${fractionDigits} decimals. Round it.` };
  return { value: parts ? `${whole}.${parts}` : whole };
};
