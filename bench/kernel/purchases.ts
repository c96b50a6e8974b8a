import { createHash } from 'node:crypto';
import type { Decider, StreamAppend } from '@clientele/event-sourcing';

/** Of the size of what shops send. */
export interface Purchased {
  readonly type: 'Purchased';
  readonly data: {
    readonly order: string;
    readonly cents: number;
    readonly currency: string;
    readonly at: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  };
}

export const META = { actor: 'source:web-shop' };

const BEGINNING = Date.UTC(2026, 0, 1);

/** The same for the same number. */
export const purchase = (n: number): Purchased => ({
  type: 'Purchased',
  data: {
    order: `order-${n}`,
    cents: 1_000 + (n % 997) * 13,
    currency: 'CNY',
    at: new Date(BEGINNING + n * 1_000).toISOString(),
    lines: [
      { sku: `sku-${n % 311}`, quantity: 1 + (n % 4) },
      { sku: `sku-${n % 173}`, quantity: 1 },
    ],
  },
});

/** As ids are: nothing follows from the one before. */
export const idOf = (n: number): string => createHash('sha1').update(String(n)).digest('hex').slice(0, 32);

export const Basket = {
  name: 'basket',
  initial: { purchases: 0, cents: 0 },
  evolve: ({ purchases, cents }, { data }) => ({ purchases: purchases + 1, cents: cents + data.cents }),
} satisfies Decider<{ purchases: number; cents: number }, Purchased>;

export const streamOf = (n: number): string => `${Basket.name}-${idOf(n)}`;

/** The purchases `from` .. `to`, in batches, round and round over so many streams. */
export const batchesOf = (from: number, to: number, streams: number, size: number): StreamAppend[][] => {
  const appends = Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    return {
      stream: streamOf(n % streams),
      expectedVersion: Math.floor(n / streams),
      events: [{ ...purchase(n), meta: META }],
    };
  });
  return Array.from({ length: Math.ceil(appends.length / size) }, (_, n) => appends.slice(n * size, (n + 1) * size));
};
