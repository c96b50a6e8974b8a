import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from '@jest/globals';

const folder = new URL('../../../../shared/data/', import.meta.url);

/** The real data lies beside the checkout, not in it. */
export const realData = (file: string): string => fileURLToPath(new URL(file, folder));

/** Says loudly what is skipped where the file is not. CI must not skip: there it is a failure. */
const isThere = (file: string, name: string): boolean => {
  if (existsSync(realData(file))) return true;
  const why = `${name}: there is no ${realData(file)}.`;
  if (process.env.CI === 'true') throw new Error(`${why} CI must not skip: lay the data beside the checkout.`);
  process.stderr.write(`\nSKIPPED: ${why}\n`);
  return false;
};

/** Specs on a file of the real data. */
export const describeWithData = (file: string, name: string, specs: (path: string) => void): void =>
  (isThere(file, name) ? describe : describe.skip)(name, () => specs(realData(file)));

/** A test on a file of the real data. */
export const itWithData = (file: string, name: string, test: (path: string) => Promise<void>, timeout?: number): void =>
  (isThere(file, name) ? it : it.skip)(name, () => test(realData(file)), timeout);
