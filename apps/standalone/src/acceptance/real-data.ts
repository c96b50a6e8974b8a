import { describe } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../../../shared/data/', import.meta.url);

/** The real data lies beside the checkout, not in it. */
export const realData = (file: string): string => fileURLToPath(new URL(file, folder));

/** Runs the specs on the file, or says that they were skipped and why: a clone elsewhere has no such file, and passes. */
export const describeWithData = (file: string, name: string, specs: (path: string) => void): void => {
  const path = realData(file);
  if (existsSync(path)) {
    describe(name, () => specs(path));
    return;
  }
  process.stderr.write(`\nSKIPPED: ${name}: there is no ${path}.\n`);
  describe.skip(name, () => specs(path));
};

/** The rows of CDNOW, whose fields hold neither quotes nor commas. */
export const cdnowRows = (path: string): { customer: string; date: string; quantity: number; cents: number }[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [customer = '', date = '', quantity, amount] = line.trim().split(',');
      return { customer, date, quantity: Number(quantity), cents: Math.round(Number(amount) * 100) };
    });
