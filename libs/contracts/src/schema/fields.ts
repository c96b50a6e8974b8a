import { type Schema, text } from './schema.js';

/** RFC 3339 in UTC, e.g. `1997-01-12T00:00:00.000Z`. */
export type Timestamp = string;
/** A decimal number as text, e.g. `12.50`; never a float. */
export type Decimal = string;
/** ISO 4217, e.g. `USD`. */
export type Currency = string;
/** ISO 3166-1 alpha-2, e.g. `CN`. */
export type CountryCode = string;
/** A keyed hash of an identifier: the same person gives the same key, and no one can read it back. */
export type IdentityKey = string;

export const uuid = (description: string): Schema<string> => text(description, { format: 'uuid' });

export const timestamp = (description: string): Schema<Timestamp> =>
  text(`${description} RFC 3339 in UTC.`, { format: 'date-time', pattern: 'Z$' });

export const decimal = (description: string): Schema<Decimal> =>
  text(`${description} A decimal number as text, never negative.`, { pattern: '^\\d+(\\.\\d+)?$' });

export const currency: Schema<Currency> = text('ISO 4217.', { pattern: '^[A-Z]{3}$' });

export const countryCode: Schema<CountryCode> = text('ISO 3166-1 alpha-2.', { pattern: '^[A-Z]{2}$' });

/** Nothing is said of its form: nobody is to read anything from it. */
export const identityKey: Schema<IdentityKey> = text(
  'A keyed hash of an identifier: the same person gives the same key, and no one can read it back.',
  { minLength: 1 },
);

export const customerId = uuid('The customer.');
