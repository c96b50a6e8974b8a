import type { Random } from '../random.ts';
import type { WireKafka } from '../wire-kafka.ts';
import { Caller } from './caller.ts';
import { DeskLane } from './desk-lane.ts';
import { FactLane } from './fact-lane.ts';
import type { Ledger } from './ledger.ts';
import { paceOf, type Load } from './load.ts';
import { TopicLane } from './topic-lane.ts';

interface Lane {
  run(stop: AbortSignal): Promise<void>;
}

const FACT_LANES = 2;
const DESK_LANES = 3;

/** The load: partners who post and publish, and people at desks. Can be started and stopped again and again. */
export class Traffic {
  readonly caller: Caller;
  readonly #lanes: readonly Lane[];
  #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  /** `share` is that of the full pace. */
  constructor(url: string, kafka: WireKafka, ledger: Ledger, { random, share }: { random: Random; share: number }) {
    this.caller = new Caller(url);
    const load = (number: number): Load => {
      const own = random.fork(number);
      return { random: own, caller: this.caller, ledger, pace: paceOf(share, own.fork(0)) };
    };
    this.#lanes = [
      ...Array.from({ length: FACT_LANES }, (_, n) => new FactLane(load(n), `facts-${n}`)),
      ...Array.from({ length: DESK_LANES }, (_, n) => new DeskLane(load(100 + n), [n, DESK_LANES])),
      new TopicLane(load(200), kafka),
    ];
  }

  start(): void {
    this.#stop = new AbortController();
    const running = Promise.all(this.#lanes.map((lane) => lane.run(this.#stop.signal)));
    // A failure is met by whoever stops it, and ends the other lanes.
    running.catch(() => this.#stop.abort());
    this.#running = running;
  }

  /** Resolves when all that was under way is acknowledged. @throws what a lane met that must not be */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
