import { setTimeout } from 'node:timers/promises';

/** Tries until the assertion holds, every 20 ms; after `timeout` ms its last failure is thrown. */
export const eventually = async <T>(assertion: () => T | Promise<T>, timeout = 30_000): Promise<T> => {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await setTimeout(20);
    }
  }
};
