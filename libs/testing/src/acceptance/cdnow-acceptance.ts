import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithData } from '../real-data.js';
import { CDNOW_IMPORT, expectCdnowFigures } from './cdnow-figures.js';
import { cdnowRows } from './cdnow-rows.js';
import { Product, type RunningProduct } from './product.js';

/** CDNOW through the whole product. `how` says in what shape it runs. */
export const cdnowAcceptance = (how: string, start: () => Promise<RunningProduct>): void =>
  describeWithData('cdnow-purchases.csv', `The purchases of CDNOW, ${how}`, (file) => {
    let product: Product;
    beforeAll(async () => {
      product = new Product(await start());
    }, 300_000);
    afterAll(() => product.running.stop(), 60_000);

    it('come out in every view as they are known to be', async () => {
      const begun = performance.now();
      const { code, output } = await product.command('import', 'purchases', file, ...CDNOW_IMPORT, '--wait');
      expect(output).toContain('69,659');
      expect(code).toBe(0);
      const seconds = (performance.now() - begun) / 1000;
      process.stderr.write(
        `CDNOW to every view, ${how}: ${seconds.toFixed(1)} s, peak ${(await product.peakMemory()).toFixed(0)} MB\n`,
      );
      await expectCdnowFigures(product);
    }, 300_000);

    it('rank as a direct computation ranks them', async () => {
      const { cells } = await product.get<{ cells: { r: number; f: number; m: number; customers: number }[] }>(
        '/segmentation/v1/rfm?asOf=1998-06-30',
      );
      const counted = new Map(cells.map(({ r, f, m, customers }) => [`${r}${f}${m}`, customers]));
      expect([...counted].filter(([, customers]) => customers > 0).sort()).toEqual([...rfmOf(cdnowRows(file))].sort());
    });

    it('change nothing when the same file comes again', async () => {
      const { code, output } = await product.command('import', 'purchases', file, ...CDNOW_IMPORT, '--wait');
      expect(output).toMatch(/duplicate +69,659\n/);
      expect(code).toBe(0);
      await expectCdnowFigures(product);
      expect(await product.peakMemory()).toBeLessThan(500);
    }, 300_000);
  });

/** RFM from the file itself: customers by `rfm`, score = 1 + floor(5 x strictly worse / all). */
const rfmOf = (rows: ReturnType<typeof cdnowRows>): Map<string, number> => {
  const customers = new Map<string, { last: string; count: number; cents: number }>();
  for (const { customer, date, cents } of rows) {
    const known = customers.get(customer) ?? { last: '', count: 0, cents: 0 };
    customers.set(customer, {
      last: date > known.last ? date : known.last,
      count: known.count + 1,
      cents: known.cents + cents,
    });
  }
  const all = [...customers.values()];
  const recency = scoring(all.map(({ last }) => Number(last.replaceAll('-', ''))));
  const frequency = scoring(all.map(({ count }) => count));
  const money = scoring(all.map(({ cents }) => cents));
  const cells = new Map<string, number>();
  for (const [index] of all.entries()) {
    const cell = `${recency(index)}${frequency(index)}${money(index)}`;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return cells;
};

const scoring = (values: readonly number[]): ((index: number) => number) => {
  const sorted = [...values].sort((a, b) => a - b);
  const worse = new Map<number, number>();
  sorted.forEach((value, index) => worse.has(value) || worse.set(value, index));
  return (index) => 1 + Math.floor((5 * worse.get(values[index]!)!) / values.length);
};
