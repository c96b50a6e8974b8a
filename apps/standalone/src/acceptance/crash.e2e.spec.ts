import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CDNOW_IMPORT, cdnowRows, expectCdnowFigures, overviewOf, Product, realData } from '@clientele/testing';
import { StandaloneProcess } from '../testing/start-process.js';
import { writeMadeUpPurchases } from './made-up-purchases.js';

/** How often, and from which seed: `CRASHES=10 SEED=7 npm test -- crash`. */
const crashes = Number(process.env.CRASHES ?? 1);
const seed = Number(process.env.SEED ?? 20_261_122);

/** Mulberry32: the same moments for the same seed. */
const random = (state: number) => (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const real = realData('cdnow-purchases.csv');
const isReal = existsSync(real);
/** Milliseconds that an import of the file and its way into all views take, more or less. */
const LONGEST_WAIT = isReal ? 9_000 : 3_000;

describe(`kill -9 in the middle of an import of ${isReal ? 'the purchases of CDNOW' : 'made-up purchases'}`, () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-crash-'));
    file = isReal ? real : join(folder, 'made-up-purchases.csv');
    if (!isReal) writeMadeUpPurchases(file);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const next = random(seed);
  const moments = Array.from({ length: crashes }, () => Math.round(300 + next() * LONGEST_WAIT));
  it.each(moments)(
    `after %d ms (seed ${seed}), started again and resumed, leaves every figure the same`,
    async (moment) => {
      const standalone = await StandaloneProcess.start();
      const product = new Product(standalone);
      try {
        const importing = product.command('import', 'purchases', file, ...CDNOW_IMPORT, '--wait');
        await new Promise((resolve) => setTimeout(resolve, moment));
        await standalone.killAll();
        await standalone.startAgain();
        const { code, output } = await importing;
        const rows = cdnowRows(file);
        expect(output).toContain(rows.length.toLocaleString('en'));
        expect(code).toBe(0);
        expect(await product.get('/analytics/v1/overview')).toEqual(overviewOf(rows));
        if (isReal) await expectCdnowFigures(product);
      } finally {
        await standalone.stop();
      }
    },
    300_000,
  );
});
