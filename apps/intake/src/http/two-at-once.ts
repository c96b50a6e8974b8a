const ignored = (): undefined => undefined;

/**
 * Works on one item while the one before is still on its way, and answers in order, each as soon as it is there: also
 * while the next item is waited for.
 */
export async function* twoAtOnce<Item, Result>(
  items: AsyncGenerator<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let before: Promise<Result> | undefined;
  const read = (): Promise<IteratorResult<Item>> => {
    const reading = items.next();
    reading.catch(ignored);
    return reading;
  };
  let next = read();
  try {
    for (;;) {
      // Where no more can be read, what is on its way is answered all the same.
      const item = before ? await Promise.race([next.catch(ignored), before.then(ignored)]) : await next;
      const now = item && !item.done ? work(item.value) : undefined;
      now?.catch(ignored);
      if (now) next = read();
      if (before) yield await before;
      before = now;
      if (item?.done) return;
    }
  } finally {
    // Not waited for: who went away in the middle may not even end what is being read.
    items.return(undefined).catch(ignored);
  }
}
