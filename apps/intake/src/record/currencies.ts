import { data } from 'currency-codes';
import type { Cleaned } from './reason.js';

const digitsOf = new Map(data.map(({ code, digits }) => [code, digits]));
const ALSO: Readonly<Record<string, string>> = { RMB: 'CNY', 人民币: 'CNY', NTD: 'TWD' };
/** Unit prices and converted sums have more decimals than the currency has coins for. */
const LEAST_FRACTION_DIGITS = 4;

export const cleanCurrency = (text: string): Cleaned<string> => {
  const code = text.trim().toUpperCase();
  const known = ALSO[code] ?? code;
  if (digitsOf.has(known)) return { value: known };
  return { problem: 'This is no currency of ISO 4217. Write its three letters, like USD or CNY.' };
};

/** How many decimals an amount in this currency may have. */
export const fractionDigitsOf = (currency: string | undefined): number =>
  Math.max(LEAST_FRACTION_DIGITS, (currency && digitsOf.get(currency)) || 0);
