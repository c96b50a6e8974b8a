import type { Ledger } from '../load/ledger.ts';
import type { Purchase } from '../load/person.ts';
import type { Product, Service } from '../product.ts';
import { amountOf, netOf } from './expected.ts';
import { compareFigures, compareLists, type Finding } from './finding.ts';

/** Views that keep a ledger of purchases. */
const LEDGERS = [
  ['segmentation', 'value'],
  ['analytics', 'business'],
] as const;

/** The rows beneath figures, in which a record too many and one too few could make up for each other. */
export const checkRows = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const facts = [...ledger.facts.values()];
  const purchases = facts.flatMap(({ purchase }) => purchase ?? []);
  const leads = await itemsOf(product, 'analytics', 'business.leads', 'lead_id');
  const refunds = await itemsOf(product, 'interactions', 'timeline.refunds', 'refund_id');
  const ledgers = await Promise.all(LEDGERS.map((each) => checkLedger(product, each, purchases)));
  return [
    ...ledgers.flat(),
    ...compareFigures('analytics: business.leads', facts.filter(({ kind }) => kind === 'lead').length, leads.length),
    ...compareLists('interactions: timeline.refunds', refundsOf(purchases), refunds),
  ];
};

const checkLedger = async (
  product: Product,
  [service, view]: readonly [Service, string],
  purchases: readonly Purchase[],
): Promise<Finding[]> => {
  const [cancelled, counting] = [true, false].map((is) => purchases.filter((purchase) => purchase.cancelled === is));
  const nets = await itemsOf(product, service, `${view}.purchases WHERE NOT cancelled`, 'net');
  const refunds = await itemsOf(product, service, `${view}.refunds`, 'refund_id');
  const cancellations = await itemsOf(product, service, `${view}.cancellations`, 'purchase_id');
  return [
    ...compareFigures(
      `${service}: ${view}.purchases`,
      counting!.map((each) => amountOf(netOf(each))).sort(),
      nets.map((net) => Number(net).toFixed(2)).sort(),
    ),
    ...compareLists(`${service}: ${view}.refunds`, refundsOf(purchases), refunds),
    ...compareFigures(`${service}: ${view}.cancellations`, cancelled!.length, cancellations.length),
  ];
};

const refundsOf = (purchases: readonly Purchase[]): string[] =>
  purchases.flatMap((purchase) => purchase.refunds.map(({ refundId }) => refundId));

const itemsOf = async (product: Product, service: Service, table: string, column: string): Promise<string[]> => {
  const rows = await product.sql<{ item: string }>(service, `SELECT ${column}::text AS item FROM ${table}`);
  return rows.map(({ item }) => item);
};
