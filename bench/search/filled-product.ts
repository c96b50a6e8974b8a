import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { BenchServer } from '../harness/bench-server.ts';
import { databaseUrlOn, get, type Product, SERVICES, untilInEveryView } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';
import { vacuum } from '../product/vacuum.ts';
import { type Books, fillStores, type Size } from './fill-stores.ts';
import { fillViews } from './fill-views.ts';

export const SEED = 20_261_125;
/** Of the identity keys: the same each time, so that two that are made are the same. */
const SECRET = 'the-secret-of-the-benchmark-called-search';
/** History ends with yesterday, so that two that are made on one day are the same. */
const UNTIL = new Date(new Date().toISOString().slice(0, 10));
const WHOLE: Size = { customers: 1_000_000, facts: 5_000_000 };
const QUICK: Size = { customers: 1_000, facts: 5_000 };

export interface FilledProduct {
  readonly product: Product;
  readonly books: Books;
}

/** Who makes the views of what stands in the event stores. */
export type How = 'by SQL' | 'by the product';

/** The product with the history of years in its event stores, and all views made of it. */
export const filledProduct = async (
  bench: Bench,
  size = bench.either(WHOLE, QUICK),
  how: How = 'by SQL',
): Promise<FilledProduct> => {
  const home = await bench.newFolder();
  await writeFile(join(home, 'identity-secret'), `${SECRET}\n`, { mode: 0o600 });
  await (await bench.start(() => Standalone.start(home))).stop();
  const books = await fill(bench, home, size, how);
  const product = await bench.start(() => Standalone.start(home));
  try {
    let most = 1;
    await untilInEveryView(product, (left) => {
      most = Math.max(most, left);
      bench.progress.show(most - left, most, 'of the events are in the views');
    });
    await vacuum(product);
    await product.settle();
    await checkBooks(product, books);
    return { product, books };
  } catch (error) {
    await product.stop();
    throw error;
  }
};

/** While the product is down. */
const fill = async (bench: Bench, home: string, size: Size, how: How): Promise<Books> => {
  const { progress } = bench;
  const server = await bench.start(() => BenchServer.start(join(home, 'postgres')));
  try {
    const databases = new Map(SERVICES.map((service) => [service, databaseUrlOn(server.url, service)]));
    const books = await fillStores({ seed: SEED, size, until: UNTIL, secret: SECRET, databases, progress });
    if (how === 'by SQL') await fillViews(server.url, progress);
    return books;
  } finally {
    await server.stop();
  }
};

interface Overview {
  readonly customers: number;
  readonly leads: number;
  readonly purchases: number;
  readonly revenue: readonly { readonly currency: string; readonly amount: string }[];
}

/** What was made up must be what reports tell of. @throws Error */
const checkBooks = async (product: Product, books: Books): Promise<void> => {
  const told = await get<Overview>(product, '/analytics/v1/overview');
  const amounts = told.revenue.map(({ currency, amount }) => `${currency} ${Math.round(100 * Number(amount))}`).sort();
  const shown = [told.customers, told.leads, told.purchases, ...amounts].join(', ');
  const sums = [...books.revenue].map(([currency, sum]) => `${currency} ${sum}`).sort();
  const expected = [books.customers, books.leads, books.purchases, ...sums].join(', ');
  if (shown !== expected) throw new Error(`The overview tells ${shown}; made up were ${expected}.`);
};
