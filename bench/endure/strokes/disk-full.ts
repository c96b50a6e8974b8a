import { setTimeout } from 'node:timers/promises';
import type { Product } from '../../faults/product.ts';
import type { Disk } from '../disk/disk.ts';
import type { Stroke } from '../stroke.ts';

/** Of PostgreSQL, with all data. Where it gives up over that, it is started again, as its operator would. */
export const diskFull = (disk: Disk): Stroke => ({
  kind: 'disk full',
  strike: async ({ cluster, product, random }) => {
    const { pid } = cluster.postgres;
    const pause = random.between(4_000, 15_000);
    let said = '';
    await disk.fill();
    try {
      said = await whatItSays(product);
      await setTimeout(pause);
    } finally {
      await disk.free();
    }
    const isGone = !isAlive(pid);
    if (isGone) await cluster.postgres.restart();
    const gone = isGone ? ', and PostgreSQL, which had given up, is started again' : '';
    return `the disk of PostgreSQL is full for ${pause / 1_000} s (it said: ${said})${gone}`;
  },
});

/** @throws Error where there was room after all: then nothing is proved */
const whatItSays = async (product: Product): Promise<string> => {
  try {
    await product.sql(
      'intake',
      'CREATE TEMPORARY TABLE much AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 20000) n',
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the disk took 20 MB more, though it was full');
};

const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};
