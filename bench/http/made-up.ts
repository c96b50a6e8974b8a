import { Random } from '../faults/random.ts';

/** Records as a partner sends them, the same for the same number: plausible, and made without chance. */
export type MadeUp = (number: number) => object;

const SURNAMES = ['Miller', '王', 'García', '李', 'Okafor', '张', 'Schmidt', '陈', 'Rossi', '刘'];
const NAMES = ['Anna', '伟', 'Lucía', '芳', 'Tunde', '敏', 'Jonas', '静', 'Giulia', '磊'];
const CHANNELS = ['Google', 'WeChat', 'Shop', 'Referral', 'Fair', 'Hotline'];
const COUNTRIES = ['US', 'CN', 'DE', 'ES', 'NG', 'IT'];
const START = Date.UTC(2025, 0, 1);
const YEAR = 365 * 86_400_000;

/** Multipliers without a common factor, so that the fields do not go in step. */
const of = <T>(items: readonly T[], number: number): T => items[number % items.length]!;

const momentOf = (number: number): string => new Date(START + ((number * 7_919_317) % YEAR)).toISOString();

const customer = (person: number): object => ({
  name: `${of(NAMES, person)} ${of(SURNAMES, Math.floor(person / 10))} ${person}`,
  email: `person${person}@example.com`,
  country: of(COUNTRIES, person),
});

const leadOf = (number: number, person: number): object => ({
  source: 'bench',
  id: `lead-${number}`,
  occurredAt: momentOf(number),
  channel: of(CHANNELS, number),
  customer: customer(person),
  converted: number % 3 === 0,
});

const purchaseOf = (number: number, person: number): object => ({
  source: 'bench',
  id: `purchase-${number}`,
  occurredAt: momentOf(number),
  channel: of(CHANNELS, number),
  customer: customer(person),
  amount: (((number * 1_237) % 50_000) / 100 + 1).toFixed(2),
  currency: 'USD',
  quantity: 1 + (number % 5),
});

/** Three of a person, one after the other. */
export const purchase: MadeUp = (number) => purchaseOf(number, Math.floor(number / 3));

/** Each of another person. */
export const lead: MadeUp = (number) => leadOf(number, number);

const EACH = 5;

/**
 * Of five facts one is of a new person; the others are of those who are there already, each of them as likely. So however
 * many are held, the next ones bring as many firsts, seconds and thirds of somebody. What they do not: a thousand of them are
 * of some 800 different persons where there are 2,000, and of nearly a thousand where there are very many.
 */
const somebody = (number: number): number => {
  const known = Math.floor(number / EACH);
  return number % EACH === 0 ? known : new Random(number).between(0, known);
};

export const scatteredLead: MadeUp = (number) => leadOf(number, somebody(number));
export const scatteredPurchase: MadeUp = (number) => purchaseOf(number, somebody(number));
