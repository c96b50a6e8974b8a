import { code } from 'currency-codes';
import { Decimal } from 'decimal.js';

/** An amount as decimal text, with as many decimals as the currency has (ISO 4217; 2 for one that is not known). */
export const amountText = (amount: string, currency: string): string =>
  new Decimal(amount).toFixed(code(currency)?.digits ?? 2);
