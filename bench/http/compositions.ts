import type { Bench } from '../harness/bench.ts';
import { OverKafka } from '../product/over-kafka.ts';
import type { Product } from '../product/product.ts';
import { Standalone } from '../product/standalone.ts';

/** One of the shapes in which the product runs. */
export interface Composition {
  readonly name: string;
  /** A new one, without data. */
  readonly start: (bench: Bench) => Promise<Product>;
  /** Milliseconds that a lead may take from its acknowledgement into every view. */
  readonly latest: { readonly p50?: number; readonly p99: number };
}

export const EMBEDDED: Composition = {
  name: 'embedded',
  start: (bench) => bench.start(async () => Standalone.start(await bench.newFolder())),
  latest: { p50: 100, p99: 500 },
};

export const overKafka = (replicas: number): Composition => ({
  name: replicas === 1 ? 'over Kafka' : `over Kafka, ${replicas} processes a service`,
  start: (bench) => bench.start(async () => OverKafka.start(await bench.newFolder(), replicas)),
  latest: { p99: 1_000 },
});
