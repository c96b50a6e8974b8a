import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import type { Normalised } from './normalised.js';

const LONGEST = 64;
const INTERNATIONAL = /^[\s(]*\+/;
const MEND = 'Write it with + and country code, like +12133734253, or give the country.';

/**
 * The one form of a phone number, E.164. Without `+` and country code it is read as dialled in `country` (ISO 3166-1
 * alpha-2). Checked against the full numbering plans (the `max` metadata, 150 KB): the smaller sets know lengths only, and
 * a wrong number would become somebody's identity. A number with an extension is refused, since it is a whole company's.
 */
export const normalisePhone = (text: string, country?: string): Normalised => {
  if (text.length > LONGEST) return { problem: `A phone number has at most ${LONGEST} characters.` };
  const plain = text.normalize('NFKC').trim();
  const dialledIn = country !== undefined && hasPlan(country) ? country : undefined;
  if (!dialledIn && !INTERNATIONAL.test(plain)) return { problem: `Nothing says which country it is of. ${MEND}` };
  const options = dialledIn ? { defaultCountry: dialledIn, extract: false } : { extract: false };
  const number = parsePhoneNumberFromString(plain, options, metadata);
  if (!number?.isValid())
    return { problem: `This is no valid phone number${dialledIn ? ` in ${dialledIn}` : ''}. ${MEND}` };
  if (number.ext) return { problem: 'With an extension it does not name one person. Give the direct number, or none.' };
  return { value: number.number };
};

const hasPlan = (country: string): country is CountryCode => Object.hasOwn(metadata.countries, country);
