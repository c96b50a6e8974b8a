import { it } from '@jest/globals';

/** Says loudly what is skipped, and why. CI must not skip: there it is a failure. */
export const isToRun = (name: string, isThere: boolean, why: string, howToMend: string): boolean => {
  if (isThere) return true;
  if (process.env.CI === 'true') throw new Error(`${name}: ${why} CI must not skip. ${howToMend}`);
  process.stderr.write(`\nSKIPPED: ${name}: ${why} ${howToMend}\n`);
  return false;
};

/** A test of what only Linux tells of processes, in /proc. */
export const itOnLinux = (name: string, test: () => Promise<void>, timeout?: number): void =>
  (isToRun(name, process.platform === 'linux', 'this is not Linux.', 'Run it there.') ? it : it.skip)(
    name,
    test,
    timeout,
  );
