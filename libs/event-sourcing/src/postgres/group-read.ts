import type { RecordedEvent } from '../event.js';
import { isOfTheData } from './group-commit.js';

export type Histories = ReadonlyMap<string, readonly RecordedEvent[]>;

type Select = (streams: readonly string[]) => Promise<Histories>;

interface Group {
  readonly streams: Set<string>;
  readonly selected: Promise<Histories>;
}

const MOST_STREAMS = 500;
/** Who reads more than this does so alone, so that those who read little do not wait for it. */
const FEW_STREAMS = 50;

/** Gathers the reads that come while one is in flight into the next: a round trip for many, not one for each. */
export class GroupRead {
  private next?: Group;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly select: Select) {}

  async read(streams: readonly string[]): Promise<Histories> {
    if (streams.length > FEW_STREAMS) return this.select(streams);
    const group = this.join(streams);
    try {
      const histories = await group.selected;
      return group.streams.size === streams.length ? histories : only(streams, histories);
    } catch (error) {
      // One caller's fault is not the others': where it may be so, each is read alone.
      if (group.streams.size === streams.length || !isOfTheData(error)) throw error;
      return this.select(streams);
    }
  }

  private join(streams: readonly string[]): Group {
    if (!this.next || this.next.streams.size >= MOST_STREAMS) this.next = this.open();
    for (const stream of streams) this.next.streams.add(stream);
    return this.next;
  }

  private open(): Group {
    const streams = new Set<string>();
    const selected = this.last.then(() => {
      if (this.next === group) this.next = undefined;
      return this.select([...streams]);
    });
    this.last = selected.catch(() => undefined);
    const group: Group = { streams, selected };
    return group;
  }
}

const only = (streams: readonly string[], histories: Histories): Histories => {
  const some = new Map<string, readonly RecordedEvent[]>();
  for (const stream of streams) {
    const history = histories.get(stream);
    if (history) some.set(stream, history);
  }
  return some;
};
