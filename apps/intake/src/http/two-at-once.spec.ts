import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { twoAtOnce } from './two-at-once.js';

/** Work that is done when the test says so. */
class Bench {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, () => void>();

  readonly work = async (item: number): Promise<string> => {
    this.begun.push(item);
    await new Promise<void>((resolve) => this.#ends.set(item, resolve));
    return `done ${item}`;
  };

  end(item: number): void {
    this.#ends.get(item)!();
  }
}

async function* of(...items: readonly number[]): AsyncGenerator<number> {
  for (const item of items) yield await Promise.resolve(item);
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
};

describe('two at once', () => {
  it('begins the next while one is on its way, no third, and answers in order', async () => {
    const bench = new Bench();
    const results = twoAtOnce(of(1, 2, 3), bench.work);
    const first = results.next();
    await turns();
    expect(bench.begun).toEqual([1, 2]);
    bench.end(2);
    bench.end(1);
    expect(await first).toEqual({ done: false, value: 'done 1' });
    expect(await results.next()).toEqual({ done: false, value: 'done 2' });
    const third = results.next();
    await turns();
    expect(bench.begun).toEqual([1, 2, 3]);
    bench.end(3);
    expect(await third).toEqual({ done: false, value: 'done 3' });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('answers what is there while it waits for the next item', async () => {
    async function* oneAndNoMore(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const results = twoAtOnce(oneAndNoMore(), (item) => Promise.resolve(item));
    expect(await results.next()).toEqual({ done: false, value: 1 });
  });

  it('answers what was begun before the items broke off', async () => {
    async function* brokenOff(): AsyncGenerator<number> {
      yield 1;
      throw new Error('broken off');
    }
    const bench = new Bench();
    const results = twoAtOnce(brokenOff(), bench.work);
    const first = results.next();
    await turns();
    bench.end(1);
    expect(await first).toEqual({ done: false, value: 'done 1' });
    await expect(results.next()).rejects.toThrow('broken off');
  });

  it('ends with the first work that fails, and reads no more', async () => {
    let ended = false;
    async function* watched(): AsyncGenerator<number> {
      try {
        yield* [1, 2, 3];
      } finally {
        ended = true;
      }
    }
    const results = twoAtOnce(watched(), (item) =>
      item === 1 ? Promise.reject(new Error('not done')) : Promise.resolve(item),
    );
    await expect(results.next()).rejects.toThrow('not done');
    await turns();
    expect(ended).toBe(true);
  });
});
