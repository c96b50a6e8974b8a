import type { RecordedEvent } from '../event.js';
import { isOfTheData } from './group-commit.js';

export type Histories = ReadonlyMap<string, readonly RecordedEvent[]>;

type Select = (streams: readonly string[]) => Promise<Histories>;

interface Group {
  readonly streams: Set<string>;
  readonly selected: Promise<Histories>;
  readonly begin: () => void;
}

const MOST_STREAMS = 500;
/** Who reads more than this does so alone, so that those who read little do not wait for it. */
const FEW_STREAMS = 50;
/** One that takes long, since its streams do, shall not hold up all others. */
const MOST_READS = 2;

/** Gathers the reads that come while some are in flight into the next: a round trip for many, not one for each. */
export class GroupRead {
  /** Those that have not begun; only the last one can be joined. */
  private readonly queue: Group[] = [];
  private inFlight = 0;

  constructor(private readonly select: Select) {}

  async read(streams: readonly string[]): Promise<Histories> {
    const wanted = new Set(streams);
    if (wanted.size > FEW_STREAMS) return this.select([...wanted]);
    const group = this.join(wanted);
    try {
      const histories = await group.selected;
      return group.streams.size === wanted.size ? histories : only(wanted, histories);
    } catch (error) {
      // One caller's fault is not the others': where it may be so, each is read alone.
      if (group.streams.size === wanted.size || !isOfTheData(error)) throw error;
      return this.select([...wanted]);
    }
  }

  private join(streams: ReadonlySet<string>): Group {
    let group = this.queue.at(-1);
    if (!group || group.streams.size >= MOST_STREAMS) {
      group = this.open();
      this.queue.push(group);
      // Lets what is read in the same turn come along.
      queueMicrotask(() => this.beginNext());
    }
    for (const stream of streams) group.streams.add(stream);
    return group;
  }

  private open(): Group {
    const streams = new Set<string>();
    const { promise, resolve } = Promise.withResolvers<void>();
    const selected = promise
      .then(() => this.select([...streams]))
      .finally(() => {
        this.inFlight -= 1;
        this.beginNext();
      });
    return { streams, selected, begin: resolve };
  }

  private beginNext(): void {
    if (this.inFlight >= MOST_READS) return;
    const group = this.queue.shift();
    if (!group) return;
    this.inFlight += 1;
    group.begin();
  }
}

const only = (streams: ReadonlySet<string>, histories: Histories): Histories => {
  const some = new Map<string, readonly RecordedEvent[]>();
  for (const stream of streams) {
    const history = histories.get(stream);
    if (history) some.set(stream, history);
  }
  return some;
};
