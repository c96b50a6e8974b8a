import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from '@jest/globals';
import { isToRun } from './is-to-run.js';

const folder = new URL('../../../../shared/data/', import.meta.url);

/** The real data lies beside the checkout, not in it. */
export const realData = (file: string): string => fileURLToPath(new URL(file, folder));

const isThere = (file: string, name: string): boolean =>
  isToRun(name, existsSync(realData(file)), `there is no ${realData(file)}.`, 'Lay the data beside the checkout.');

/** Specs on a file of the real data. */
export const describeWithData = (file: string, name: string, specs: (path: string) => void): void =>
  (isThere(file, name) ? describe : describe.skip)(name, () => specs(realData(file)));

/** A test on a file of the real data. */
export const itWithData = (file: string, name: string, test: (path: string) => Promise<void>, timeout?: number): void =>
  (isThere(file, name) ? it : it.skip)(name, () => test(realData(file)), timeout);
