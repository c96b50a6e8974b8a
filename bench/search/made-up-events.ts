import { IdentityKeys } from '@clientele/privacy';
import { v5 } from 'uuid';
import { Random } from '../faults/random.ts';
import type { MadeUpFact } from './made-up-history.ts';
import { contactOf, externalId, keysOf, SHOP, skewed, type MadeUpPerson } from './made-up-person.ts';

const FACTS = 'a6f4d2f0-3f0e-4c5e-9d7b-2b1f6c0e8a31';
const CHANNELS = ['Google', 'WeChat', 'Shop', 'Email', 'Douyin', 'Fair', 'Referral', 'Bing'];
const CURRENCIES = ['CNY', 'CNY', 'USD', 'EUR', 'JPY'];
const ACTIVITIES = ['call', 'mail', 'visit', 'message', 'page-view'];
const TYPES = { lead: 'LeadReceived', purchase: 'PurchaseReceived', activity: 'ActivityReceived' } as const;

export const customerIdOf = (person: number): string =>
  `01900000-${String(person % 10_000).padStart(4, '0')}-7000-8000-${person.toString(16).padStart(12, '0')}`;
export const factIdOf = ({ kind, number }: MadeUpFact): string => v5(`${kind}\n${SHOP}\n${number}`, FACTS);

/** What intake would have kept of a fact. */
export const factEvent = (fact: MadeUpFact, person: MadeUpPerson, random: Random, keys: IdentityKeys) => {
  const { kind, number, occurredAt } = fact;
  const isFull = kind === 'lead' || random.chance(0.3);
  const all = isFull ? keysOf(person, keys) : [keys.external(SHOP, externalId(person))];
  const identifiers = { externalIds: [{ source: SHOP, id: externalId(person) }], ...(isFull && contactOf(person)) };
  const at = occurredAt.toISOString();
  const data = {
    factId: factIdOf(fact),
    source: SHOP,
    sourceId: String(number),
    occurredAt: at,
    channel: skewed(random, CHANNELS),
    keys: all,
    identifiers,
    receivedAt: at,
    ...ownFields(kind, number, random),
  };
  return { stream: `fact-${data.factId}`, type: TYPES[kind], data, recordedAt: occurredAt };
};

const ownFields = (kind: MadeUpFact['kind'], number: number, random: Random): object => {
  if (kind === 'lead') return { converted: random.chance(0.35), attributes: { page: '/pricing' } };
  if (kind === 'activity')
    return { activity: random.oneOf(ACTIVITIES), direction: 'inbound', subject: `About ${number}` };
  const currency = skewed(random, CURRENCIES);
  const amount = 5 + Math.exp(2 + 3 * random.next());
  return { amount: amount.toFixed(currency === 'JPY' ? 0 : 2), currency, quantity: random.between(1, 4) };
};

/** What `customers` would have made of the first fact of somebody. */
export const registeredEvent = (fact: MadeUpFact, person: MadeUpPerson, keys: IdentityKeys, channel: string) => {
  const [external, ...others] = keysOf(person, keys);
  const shown = [
    { kind: 'external', source: SHOP, value: externalId(person), key: external! },
    ...Object.entries(contactOf(person)).map(([kind, value], at) => ({ kind, value, key: others[at]! })),
  ];
  const { name, company, city, country, type, industry } = person;
  const data = {
    identities: shown,
    profile: { name, city, ...(company && { company }) },
    classification: { type, country, ...(industry && { industry }) },
    channel,
    occurredAt: fact.occurredAt.toISOString(),
    factId: factIdOf(fact),
  };
  const customerId = customerIdOf(person.number);
  return {
    stream: `customer-${customerId}`,
    type: 'CustomerRegistered',
    data,
    recordedAt: fact.occurredAt,
    customerId,
  };
};

/** What became of one purchase in thirty. */
export const correctionOf = (data: object, random: Random, recordedAt: Date) => {
  const { factId: purchaseId, amount, currency } = data as { factId: string; amount: string; currency: string };
  const occurredAt = recordedAt.toISOString();
  const stream = `purchase-${purchaseId}`;
  if (random.chance(0.3)) return { stream, type: 'PurchaseCancelled', data: { purchaseId, occurredAt }, recordedAt };
  const part = String(Math.max(1, Math.floor(Number(amount) * random.next())));
  return {
    stream,
    type: 'PurchaseRefunded',
    data: { purchaseId, refundId: 'r', amount: part, currency, occurredAt },
    recordedAt,
  };
};
