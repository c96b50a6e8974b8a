import { freePort } from '@clientele/platform/installation';
import type { Bench } from '../harness/bench.ts';
import { Child } from '../product/child.ts';
import type { Product } from '../product/product.ts';
import { READY } from '../product/standalone.ts';

/** `npm start` on a folder, from its call until it says that it is ready; then it may be looked at, and is stopped. */
export const secondsToReady = async (
  bench: Bench,
  home: string,
  look: (product: Pick<Product, 'url'>) => Promise<void> = async () => undefined,
): Promise<number> => {
  const port = String(await freePort());
  const env = { DATABASE_URL: '', CLIENTELE_HOME: home, PORT: port };
  const begun = performance.now();
  const child = await bench.start(() => Child.start(['npm', 'start'], env, READY));
  const seconds = (performance.now() - begun) / 1_000;
  try {
    await look({ url: `http://127.0.0.1:${port}` });
  } finally {
    await child.stop();
  }
  return seconds;
};
