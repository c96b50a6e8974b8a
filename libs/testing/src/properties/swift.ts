import { expect } from '@jest/globals';

/** Milliseconds of work. What takes time by the square of a megabyte needs minutes, so it may be plenty. */
const PLENTY = 4_000;

/** Fails where that costs more than a pass over its input may. Counts the time of the processor, since others use it, too. */
export const expectSwift = async (work: () => unknown): Promise<void> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(PLENTY);
};
