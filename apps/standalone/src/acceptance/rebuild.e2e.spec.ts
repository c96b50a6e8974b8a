import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  CDNOW_IMPORT,
  describeWithData,
  eventually,
  expectCdnowFigures,
  Product,
  testServerUrl,
} from '@clientele/testing';
import { StandaloneProcess } from '../testing/start-process.js';
import { isSettled, rowsOfAllViews, viewsOf } from './view-rows.js';

/** Also the test of a PostgreSQL server that is not ours: `DATABASE_URL`. */
describeWithData('cdnow-purchases.csv', 'Rebuilding every view', (file) => {
  let product: Product;
  let server: string;
  beforeAll(async () => {
    server = await testServerUrl();
    product = new Product(await StandaloneProcess.start({ env: { DATABASE_URL: server } }));
  }, 60_000);
  afterAll(() => product.running.stop());

  const get = <T>(path: string): Promise<T> => product.get<T>(path);
  const rebuildAll = async (): Promise<void> => {
    const views = await viewsOf(get);
    expect(views.length).toBeGreaterThanOrEqual(5);
    for (const { service, view } of views) await product.post(`/${service}/v1/operations/views/${view}/rebuild`, {});
  };

  it('while an import runs answers reads throughout, and comes to the same figures', async () => {
    let isImporting = true;
    let reads = 0;
    const importing = product.command('import', 'purchases', file, ...CDNOW_IMPORT, '--wait').finally(() => {
      isImporting = false;
    });
    await eventually(async () => {
      expect((await get<{ purchases: number }>('/analytics/v1/overview')).purchases).toBeGreaterThan(5_000);
    }, 60_000);
    await rebuildAll();
    while (isImporting) {
      await Promise.all([
        get('/analytics/v1/overview'),
        get('/segmentation/v1/rfm'),
        get('/customers/v1/customers?limit=5'),
        get('/interactions/v1/customers/cdnow:00001/timeline'),
      ]);
      reads += 1;
    }
    const { code, output } = await importing;
    expect(output).toContain('69,659');
    expect(code).toBe(0);
    expect(reads).toBeGreaterThan(10);
    await eventually(async () => expect(await isSettled(get)).toBe(true), 120_000);
    await expectCdnowFigures(product);
  }, 300_000);

  it('gives rows equal to those that were serving', async () => {
    const serving = await rowsOfAllViews(server);
    await rebuildAll();
    await eventually(async () => expect(await isSettled(get)).toBe(true), 120_000);
    expect(await rowsOfAllViews(server)).toEqual(serving);
    expect(Object.values(serving).filter((rows) => rows.startsWith('69659 rows')).length).toBeGreaterThanOrEqual(3);
  }, 300_000);
});
