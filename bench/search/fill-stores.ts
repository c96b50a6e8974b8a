import { IdentityKeys } from '@clientele/privacy';
import pg from 'pg';
import { Random } from '../faults/random.ts';
import type { Progress } from '../harness/progress.ts';
import { correctionOf, factEvent, registeredEvent } from './made-up-events.ts';
import { MadeUpHistory } from './made-up-history.ts';
import { madeUpPerson } from './made-up-person.ts';
import { StoreWriter } from './store-writer.ts';

export interface Size {
  readonly customers: number;
  readonly facts: number;
}

/** What a business did, counted while it was made up: what reports must come to. */
export interface Books {
  customers: number;
  leads: number;
  purchases: number;
  /** In hundredths, by currency. */
  readonly revenue: Map<string, number>;
}

interface Filling {
  readonly seed: number;
  readonly size: Size;
  /** Up to when it goes. */
  readonly until: Date;
  readonly secret: string;
  /** By service. */
  readonly databases: ReadonlyMap<string, string>;
  readonly progress: Progress;
}

/**
 * Fills the event stores of intake, customers and interactions with what years of work would have left there, in the order
 * of time; and the write side of customers, whose reaction then stands where it would stand.
 */
export const fillStores = async ({ seed, size, until, secret, databases, progress }: Filling): Promise<Books> => {
  const keys = new IdentityKeys(secret);
  const random = new Random(seed);
  const books: Books = { customers: 0, leads: 0, purchases: 0, revenue: new Map() };
  const [intake, customers, interactions] = await Promise.all(
    ['intake', 'customers', 'interactions'].map((service) => StoreWriter.open(databases.get(service)!)),
  );
  const isKnown = new Uint8Array(size.customers);
  for (const fact of new MadeUpHistory(seed, size.customers, size.facts, until)) {
    const person = madeUpPerson(seed, fact.person);
    const event = factEvent(fact, person, random, keys);
    await intake!.add(event);
    if (isKnown[fact.person] === 0) await customers!.add(registeredEvent(fact, person, keys, event.data.channel));
    isKnown[fact.person] = 1;
    const correction =
      fact.kind === 'purchase' && random.chance(1 / 30) ? correctionOf(event.data, random, until) : undefined;
    if (correction) await interactions!.add(correction);
    note(books, fact.kind, event.data, correction);
    if (intake!.events % 10_000 === 0) progress.show(intake!.events, size.facts, 'of the facts made up');
  }
  books.customers = customers!.events;
  await Promise.all([intake, customers, interactions].map((writer) => writer!.close()));
  progress.say('writing down who holds which key');
  await writeIdentities(databases.get('customers')!, databases.get('intake')!);
  return books;
};

const note = (
  books: Books,
  kind: string,
  data: object,
  correction: { type: string; data: object } | undefined,
): void => {
  if (kind === 'lead') books.leads += 1;
  if (kind !== 'purchase' || correction?.type === 'PurchaseCancelled') return;
  const { amount, currency } = data as { amount: string; currency: string };
  const back = (correction?.data as { amount?: string } | undefined)?.amount ?? '0';
  books.purchases += 1;
  books.revenue.set(currency, (books.revenue.get(currency) ?? 0) + hundredths(amount) - hundredths(back));
};

const hundredths = (amount: string): number => Math.round(Number(amount) * 100);

const writeIdentities = async (customersUrl: string, intakeUrl: string): Promise<void> => {
  const [customers, intake] = [customersUrl, intakeUrl].map((url) => new pg.Client({ connectionString: url }));
  await Promise.all([customers!.connect(), intake!.connect()]);
  try {
    await customers!.query(`
      INSERT INTO customers (customer_id, first_seen_at) SELECT substr(stream, 10)::uuid, recorded_at FROM public.events;
      INSERT INTO identity_keys (identity_key, customer_id, source)
      SELECT i->>'key', substr(stream, 10)::uuid, i->>'source' FROM public.events, jsonb_array_elements(data->'identities') i`);
    const { rows } = await intake!.query('SELECT shard, max(sequence) AS head FROM public.events GROUP BY shard');
    await customers!.query(
      `INSERT INTO checkpoints (subscription, source, shard, sequence)
       SELECT 'register-from-facts', 'intake', * FROM unnest($1::smallint[], $2::bigint[])
       ON CONFLICT (subscription, source, shard) DO UPDATE SET sequence = excluded.sequence`,
      [rows.map((row) => row.shard), rows.map((row) => row.head)],
    );
  } finally {
    await Promise.all([customers!.end(), intake!.end()]);
  }
};
