import pg from 'pg';
import { get, type Product } from '../product/product.ts';
import type { Caller } from './ask.ts';
import type { Books } from './fill-stores.ts';
import { SEED } from './filled-product.ts';
import { customerIdOf } from './made-up-events.ts';
import { madeUpPerson } from './made-up-person.ts';
import type { Known, SegmentRanges } from './questions.ts';

const PAGES = 40;

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

/** Reads what questions go on from: ends of pages. */
export const knownOf = async (product: Product, caller: Caller, books: Books): Promise<Known> => {
  const cursors: string[] = [];
  for (let cursor: string | null = ''; cursor !== null && cursors.length < PAGES;) {
    const page: Page = await caller.get(`/customers/v1/customers?limit=100${cursor && `&cursor=${cursor}`}`);
    cursor = page.next;
    if (cursor) cursors.push(cursor);
  }
  const timelines: { id: string; cursor: string }[] = [];
  for (const id of await thoseWithMost(product)) {
    const page: Page = await get(product, `/interactions/v1/customers/${id}/timeline?limit=20`);
    if (page.next) timelines.push({ id, cursor: page.next });
  }
  return {
    customers: books.customers,
    idOf: customerIdOf,
    emailOf: (person) => madeUpPerson(SEED, person).email,
    cursors,
    segments: (await get<{ items: SegmentRanges[] }>(product, '/segmentation/v1/segments')).items,
    timelines,
  };
};

const thoseWithMost = async (product: Product): Promise<string[]> => {
  const client = new pg.Client({ connectionString: product.databaseUrl('interactions') });
  await client.connect();
  try {
    const { rows } = await client.query<{ customer_id: string }>(
      'SELECT customer_id FROM timeline.entries WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 30',
    );
    return rows.map((row) => row.customer_id);
  } finally {
    await client.end();
  }
};
