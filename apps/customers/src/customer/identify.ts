import { invalidRequest, type InvalidField } from '@clientele/platform';
import { normaliseEmail, normalisePhone, type IdentityKeys, type Normalised } from '@clientele/privacy';
import type { Identity } from './customer-events.js';

export interface GivenIdentifiers {
  readonly externalIds?: readonly { readonly source: string; readonly id: string }[];
  readonly email?: string;
  readonly phone?: string;
}

/**
 * Identifiers as somebody typed them, in their one form and with their keys, strongest first.
 * @throws DomainError `InvalidRequest` with a pointer to each that cannot be one
 */
export const identify = (keys: IdentityKeys, given: GivenIdentifiers, country?: string): Identity[] => {
  const errors: InvalidField[] = [];
  const read = (pointer: string, normalised: Normalised): string[] => {
    if (normalised.value === undefined) errors.push({ pointer, detail: normalised.problem });
    return normalised.value === undefined ? [] : [normalised.value];
  };
  const emails = given.email === undefined ? [] : read('/email', normaliseEmail(given.email));
  const phones = given.phone === undefined ? [] : read('/phone', normalisePhone(given.phone, country));
  if (errors.length > 0) throw invalidRequest(errors);
  const identities: Identity[] = [
    ...(given.externalIds ?? []).map(({ source, id }): Identity => ({
      key: keys.external(source, id),
      kind: 'external',
      source,
      value: id,
    })),
    ...emails.map((value): Identity => ({ key: keys.email(value), kind: 'email', value })),
    ...phones.map((value): Identity => ({ key: keys.phone(value), kind: 'phone', value })),
  ];
  return identities.filter((one, place) => identities.findIndex((other) => other.key === one.key) === place);
};
