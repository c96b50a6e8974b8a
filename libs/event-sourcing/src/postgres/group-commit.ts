import type { AppendResult } from '../event-store.js';
import type { PreparedAppend } from '../prepared-append.js';

type Flush = (appends: readonly PreparedAppend[]) => Promise<AppendResult[]>;

interface Waiting {
  readonly appends: readonly PreparedAppend[];
  readonly events: number;
  readonly resolve: (results: AppendResult[]) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_APPENDS = 500;
const MOST_EVENTS = 2_000;
/** While one call holds its shards, PostgreSQL can read what a second one brings. */
const MOST_CALLS = 2;

/** Errors that come of the data in the call (SQLSTATE classes 22, 23 and 54), so that what others asked for may be sound. */
export const isOfTheData = (error: unknown): boolean =>
  /^(22|23|54)/.test(String((error as { code?: unknown } | undefined)?.code ?? ''));

/**
 * Gathers the appends that come while one call is in flight into the next: a commit for many, not one for each. Only a
 * full call does not wait for the one before.
 */
export class GroupCommit {
  private readonly queue: Waiting[] = [];
  /** Of all in the queue. */
  private readonly waiting = { appends: 0, events: 0 };
  /** The streams of each call. */
  private readonly inFlight = new Set<ReadonlySet<string>>();
  /** The queue begins with streams that are in flight. */
  private isBlocked = false;
  private isAboutToSend = false;

  constructor(private readonly flush: Flush) {}

  append(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    return new Promise((resolve, reject) => {
      const events = appends.reduce((sum, append) => sum + append.events.length, 0);
      this.queue.push({ appends, events, resolve, reject });
      this.waiting.appends += appends.length;
      this.waiting.events += events;
      if (this.isAboutToSend || !this.maySend) return;
      this.isAboutToSend = true;
      // Lets what is appended in the same turn come along.
      queueMicrotask(() => {
        this.isAboutToSend = false;
        this.send();
      });
    });
  }

  private get maySend(): boolean {
    if (this.inFlight.size === 0) return true;
    const isFull = this.waiting.appends >= MOST_APPENDS || this.waiting.events >= MOST_EVENTS;
    return isFull && !this.isBlocked && this.inFlight.size < MOST_CALLS;
  }

  private send(): void {
    while (this.queue.length > 0 && this.maySend) {
      const group = this.queue.slice(0, this.sizeOfGroup());
      const streams = new Set(group.flatMap(({ appends }) => appends.map(({ stream }) => stream)));
      this.isBlocked = !this.isFree(streams);
      if (this.isBlocked) return;
      this.queue.splice(0, group.length);
      for (const { appends, events } of group) {
        this.waiting.appends -= appends.length;
        this.waiting.events -= events;
      }
      void this.run(group, streams);
    }
  }

  private async run(group: readonly Waiting[], streams: ReadonlySet<string>): Promise<void> {
    this.inFlight.add(streams);
    await this.settle(group).catch((error: unknown) => this.settleFailed(group, error));
    this.inFlight.delete(streams);
    this.isBlocked = false;
    this.send();
  }

  private sizeOfGroup(): number {
    let appends = 0;
    let events = 0;
    let size = 0;
    for (const waiting of this.queue) {
      appends += waiting.appends.length;
      events += waiting.events;
      if (size > 0 && (appends > MOST_APPENDS || events > MOST_EVENTS)) return size;
      size += 1;
    }
    return size;
  }

  /** Appends to one stream are made in the order in which they were asked for, so their calls follow each other. */
  private isFree(streams: ReadonlySet<string>): boolean {
    for (const taken of this.inFlight) for (const stream of streams) if (taken.has(stream)) return false;
    return true;
  }

  private async settle(group: readonly Waiting[]): Promise<void> {
    const results = await this.flush(group.flatMap((waiting) => waiting.appends));
    let at = 0;
    for (const { appends, resolve } of group) resolve(results.slice(at, (at += appends.length)));
  }

  /** One caller's fault is not the others': where it may be so, each is sent alone. */
  private async settleFailed(group: readonly Waiting[], error: unknown): Promise<void> {
    const areRetried = group.length > 1 && isOfTheData(error);
    for (const waiting of group) {
      if (areRetried) await this.settle([waiting]).catch(waiting.reject);
      else waiting.reject(error);
    }
  }
}
