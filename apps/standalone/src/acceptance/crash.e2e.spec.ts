import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StandaloneProcess } from '../testing/start-process.js';
import { CDNOW_IMPORT, expectCdnowFigures } from './cdnow-figures.js';
import { Product } from './product.js';
import { describeWithData } from './real-data.js';

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

const LONGEST_WAIT = 9_000;

const describeCrash = (file: string, run: number, moment: number): void => {
  let standalone: StandaloneProcess;
  beforeAll(async () => {
    standalone = await StandaloneProcess.start();
  }, 60_000);
  afterAll(() => standalone.stop());

  it(`run ${run} (seed ${seed}): after ${moment} ms, started again and resumed, every figure is the same`, async () => {
    const product = new Product(standalone);
    const importing = product.command('import', 'purchases', file, ...CDNOW_IMPORT, '--wait');
    await new Promise((resolve) => setTimeout(resolve, moment));
    await standalone.killAll();
    await standalone.startAgain();
    const { code, output } = await importing;
    expect(output).toContain('69,659');
    expect(code).toBe(0);
    await expectCdnowFigures(product);
  }, 300_000);
};

describeWithData('cdnow-purchases.csv', 'kill -9 in the middle of an import', (file) => {
  const next = random(seed);
  for (let run = 1; run <= crashes; run++) {
    const moment = Math.round(300 + next() * LONGEST_WAIT);
    describeCrash(file, run, moment);
  }
});
