import { subjectOf } from '../load/call-commands.ts';
import type { Ledger } from '../load/ledger.ts';
import { nameOfFact, refOf, type Fact } from '../load/person.ts';
import type { Product } from '../product.ts';
import { amountOf, familiesOf, netOf, type Family } from './expected.ts';
import { compareFigures, compareLists, type Finding } from './finding.ts';

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly source?: string;
  readonly sourceId?: string;
  readonly subject?: string;
  readonly purchase?: { readonly net: string; readonly refunds: readonly { readonly refundId: string }[] };
}

interface Task {
  readonly title: string;
  readonly status: string;
}

/** Requests at a time. */
const AT_ONCE = 4;

/** Every entry stands in its customer's timeline once, as it was corrected last; nobody waits; every task is there once. */
export const checkTimelines = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const families = familiesOf(ledger);
  const findings: Finding[] = [];
  const next = families.values();
  const check = async (): Promise<void> => {
    for (const family of next) findings.push(...(await checkTimeline(family, product)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));
  const { total } = await product.get<{ total: number }>('/interactions/v1/waiting?limit=1');
  const tasks = await product.all<Task>('/interactions/v1/tasks');
  const opened = families.flatMap(({ root }) => root.tasks);
  return [
    ...findings,
    ...compareFigures('interactions: timeline, waiting', 0, total),
    ...compareLists(
      'interactions: tasks',
      opened.map(({ title, done }) => `${title} ${done ? 'done' : 'open'}`),
      tasks.map(({ title, status }) => `${title} ${status}`),
    ),
  ];
};

const checkTimeline = async (family: Family, product: Product): Promise<Finding[]> => {
  const ref = refOf(family.root);
  const view = `interactions: timeline of ${ref}`;
  const entries = await product.all<Entry>(`/interactions/v1/customers/${ref}/timeline`);
  const calls = family.root.calls.filter(({ withdrawn }) => !withdrawn);
  const lists = compareLists(
    view,
    [...family.facts.map(nameOfFact), ...calls.map(({ id }) => id)],
    entries.map((entry) => (entry.source === undefined ? entry.id : nameOfEntry(entry))),
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const corrected = calls.flatMap((call) =>
    compareFigures(`${view}, call ${call.id}`, subjectOf(call), byId.get(call.id)?.subject),
  );
  return [
    ...lists,
    ...corrected.map((each) => ({ ...each, kind: 'out of order' as const })),
    ...family.facts.flatMap((fact) => checkRefunds(view, fact, byId)),
  ];
};

const nameOfEntry = ({ kind, source, sourceId }: Entry): string =>
  `${kind === 'lead' || kind === 'purchase' ? kind : 'activity'} ${source} ${sourceId}`;

const checkRefunds = (view: string, { id, purchase }: Fact, byId: ReadonlyMap<string, Entry>): Finding[] => {
  if (!purchase || id === undefined) return [];
  const shown = byId.get(id)?.purchase;
  const refunds = (shown?.refunds ?? []).map(({ refundId }) => refundId);
  const net = amountOf(purchase.cancelled ? 0 : netOf(purchase));
  return [
    ...compareLists(
      `${view}, refunds of ${id}`,
      purchase.refunds.map(({ refundId }) => refundId),
      refunds,
    ),
    ...compareFigures(`${view}, purchase ${id}`, net, shown?.net),
  ];
};
