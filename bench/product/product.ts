import { setTimeout } from 'node:timers/promises';
import type { Usage } from './processes.ts';

export const SERVICES = ['intake', 'customers', 'interactions', 'segmentation', 'analytics'] as const;
export type Service = (typeof SERVICES)[number];

/** The product at work, in whichever way its processes are composed. */
export interface Product {
  readonly url: string;
  /** Of the PostgreSQL server that it uses; holds the password. */
  readonly serverUrl: string;
  /** Of a service's own database on it. */
  databaseUrl(service: Service): string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export const databaseUrlOn = (server: string, service: Service): string => {
  const url = new URL(server);
  url.pathname = `/clientele_${service}`;
  return url.href;
};

/** @throws Error where it is refused */
export const get = async <T>(
  { url }: Pick<Product, 'url'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<T> => {
  const response = await fetch(url + path, { headers });
  const body = await response.text();
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${body}`);
  return JSON.parse(body) as T;
};

interface Status {
  readonly heads: readonly number[];
  readonly caughtUp: boolean;
  readonly subscriptions: readonly { readonly lag: number }[];
}

const LOOK_AGAIN = 100;

type Seen = (left: number) => void;

/** Resolves when every view of every service has all there is. `seen` is told how many events are still to be looked at. */
export const untilInEveryView = async (product: Product, seen?: Seen, lookAgain?: number): Promise<void> => {
  await untilAll(product, ({ caughtUp }) => caughtUp, seen, lookAgain);
};

/**
 * As {@link untilInEveryView}, but does not wait for what goes at a pace of its own, as the placing of standings does.
 * Answers since when it is so, by `performance.now()`.
 */
export const untilLookedAt = (product: Product, seen?: Seen): Promise<number> =>
  untilAll(product, ({ subscriptions }) => subscriptions.every(({ lag }) => lag === 0), seen);

const untilAll = async (
  product: Product,
  isDone: (status: Status) => boolean,
  seen?: Seen,
  lookAgain = LOOK_AGAIN,
): Promise<number> => {
  let before = '';
  let since: number | undefined;
  for (;;) {
    const statuses = await Promise.all(SERVICES.map((name) => get<Status>(product, `/${name}/v1/operations/status`)));
    const heads = JSON.stringify(statuses.map((status) => status.heads));
    // What one service said was not yet old when the next one was asked.
    const isStill = heads === before;
    since = statuses.every(isDone) ? ((isStill ? since : undefined) ?? performance.now()) : undefined;
    if (isStill && since !== undefined) return since;
    before = heads;
    seen?.(statuses.flatMap(({ subscriptions }) => subscriptions).reduce((sum, { lag }) => sum + lag, 0));
    await setTimeout(lookAgain);
  }
};
