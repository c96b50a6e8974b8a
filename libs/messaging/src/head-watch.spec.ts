import { describe, expect, it } from '@jest/globals';
import { eventually } from '@clientele/testing';
import { HeadWatch, pauseAfter } from './head-watch.js';

/** A store to which only other processes append. */
class Elsewhere {
  head = 1;
  looks = 0;
  isAway = false;
  listeners = 0;

  async heads(): Promise<number[]> {
    this.looks += 1;
    if (this.isAway) throw new Error('away');
    return [this.head];
  }

  onAppended(): () => void {
    this.listeners += 1;
    return () => (this.listeners -= 1);
  }
}

class Counted {
  woken = 0;

  wake(): void {
    this.woken += 1;
  }
}

describe('HeadWatch', () => {
  it('asks often while news come, and seldom where it is quiet', () => {
    expect([0, 400, 2_000, 10_000, 3_600_000].map(pauseAfter)).toEqual([20, 20, 100, 500, 500]);
  });

  it('wakes for what other processes append, and when the store is away', async () => {
    const store = new Elsewhere();
    const one = new Counted();
    HeadWatch.of(store).add(one);
    await eventually(() => expect(one.woken).toBe(1));
    store.head += 1;
    await eventually(() => expect(one.woken).toBe(2));
    store.isAway = true;
    await eventually(() => expect(one.woken).toBe(3));
    HeadWatch.of(store).remove(one);
  });

  it('asks once for all feeds of a store, and not at all when the last subscription is gone', async () => {
    const store = new Elsewhere();
    const [one, other] = [new Counted(), new Counted()];
    HeadWatch.of(store).add(one);
    HeadWatch.of(store).add(other);
    await eventually(() => expect([one.woken, other.woken]).toEqual([1, 1]));
    expect(store.listeners).toBe(1);
    HeadWatch.of(store).remove(one);
    expect(store.listeners).toBe(1);
    HeadWatch.of(store).remove(other);
    expect(store.listeners).toBe(0);
    const { looks } = store;
    store.head += 1;
    HeadWatch.of(store).add(one);
    await eventually(() => expect(one.woken).toBe(2));
    expect(store.looks).toBe(looks + 1);
    HeadWatch.of(store).remove(one);
  });
});
