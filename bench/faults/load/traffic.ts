import { setTimeout } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { WireKafka } from '../wire-kafka.ts';
import { Caller } from './caller.ts';
import { DeskLane } from './desk-lane.ts';
import { FactLane } from './fact-lane.ts';
import { ImportLane } from './import-lane.ts';
import type { Ledger } from './ledger.ts';
import { Limit } from './limit.ts';
import { paceOf, type Load } from './load.ts';
import { ReaderLane } from './reader-lane.ts';
import { RebuildLane } from './rebuild-lane.ts';
import { TopicLane } from './topic-lane.ts';

interface Lane {
  run(stop: AbortSignal): Promise<void>;
}

export interface TrafficOptions {
  readonly random: Random;
  /** Of the full pace. */
  readonly share: number;
  /** Acknowledged in a second, at most; as many as there are, unless said. */
  readonly rate?: number | undefined;
  /** Also people who search and read, files that are imported, and views that are built anew. */
  readonly isMixed?: boolean | undefined;
}

const FACT_LANES = 2;
const DESK_LANES = 3;
const READER_LANES = 2;
/** Milliseconds. */
const GO_ON_AFTER = 1_000;

/** The load: partners who post and publish, and people at desks. Can be started and stopped again and again. */
export class Traffic {
  readonly caller: Caller;
  /** Hears of what a lane met that must not be; then the lane goes on. Without it all of them end. */
  hear: ((error: unknown) => void) | undefined;
  readonly #lanes: readonly Lane[];
  #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(url: string, kafka: WireKafka, ledger: Ledger, { random, share, rate, isMixed }: TrafficOptions) {
    this.caller = new Caller(url);
    const limit = rate === undefined ? undefined : new Limit(() => ledger.acknowledged, rate);
    const load = (number: number, own = random.fork(number)): Load => {
      return { random: own, caller: this.caller, ledger, pace: paceOf(share, own.fork(0), limit) };
    };
    this.#lanes = [
      ...Array.from({ length: FACT_LANES }, (_, n) => new FactLane(load(n), `facts-${n}`)),
      ...Array.from({ length: DESK_LANES }, (_, n) => new DeskLane(load(100 + n), [n, DESK_LANES])),
      new TopicLane(load(200), kafka),
      ...(isMixed ? Array.from({ length: READER_LANES }, (_, n) => new ReaderLane(load(300 + n))) : []),
      ...(isMixed ? [new RebuildLane(load(400)), new ImportLane(load(401))] : []),
    ];
  }

  start(): void {
    this.#stop = new AbortController();
    const running = Promise.all(this.#lanes.map((lane) => this.#keepUp(lane, this.#stop.signal)));
    // A failure is met by whoever stops it, and ends the other lanes.
    running.catch(() => this.#stop.abort());
    this.#running = running;
  }

  async #keepUp(lane: Lane, stop: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await lane.run(stop);
      } catch (error) {
        if (!this.hear) throw error;
        this.hear(error);
        await setTimeout(GO_ON_AFTER);
      }
    }
  }

  /** Resolves when all that was under way is acknowledged. @throws what a lane met that must not be */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
