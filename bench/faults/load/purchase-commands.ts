import { done, someone, type Command, type Desk } from './desk.ts';
import type { Fact, Person, Purchase } from './person.ts';

type Bought = Fact & { readonly id: string; readonly purchase: Purchase };

/** Cents that are left to refund; a little stays, so that a refund never is too much. */
const leftOf = ({ cents, refunds, cancelled }: Purchase): number =>
  cancelled ? 0 : refunds.reduce((rest, refund) => rest - refund.cents, cents) - 1;

/** What came by a topic has no receipt here, and so no id. */
const isOpen = (fact: Fact): fact is Bought =>
  fact.purchase !== undefined && fact.id !== undefined && leftOf(fact.purchase) > 0;

const hasOpen = ({ facts }: Person): boolean => facts.some(isOpen);

const somePurchase = (desk: Desk): Bought | undefined => {
  const person = someone(desk, hasOpen);
  return person && desk.random.oneOf(person.facts.filter(isOpen));
};

const refund: Command = async (desk) => {
  const bought = somePurchase(desk);
  if (!bought) return false;
  const { id, purchase } = bought;
  const cents = desk.random.between(1, Math.max(1, Math.floor(leftOf(purchase) / 3)));
  const refundId = desk.nextId();
  const body = { refundId, amount: (cents / 100).toFixed(2), currency: purchase.currency };
  await done(desk.caller, { method: 'POST', path: `/interactions/v1/purchases/${id}/refunds`, body });
  purchase.refunds.push({ refundId, cents });
  return true;
};

const cancel: Command = async (desk) => {
  const bought = somePurchase(desk);
  if (!bought) return false;
  const path = `/interactions/v1/purchases/${bought.id}/cancellation`;
  await done(desk.caller, { method: 'POST', path, body: { reason: 'changed their mind' } });
  bought.purchase.cancelled = true;
  return true;
};

export const PURCHASE_COMMANDS: readonly Command[] = [refund, refund, refund, refund, refund, cancel];
