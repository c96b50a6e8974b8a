import type { Random } from '../random.ts';
import type { WireKafka } from '../wire-kafka.ts';
import { Caller } from './caller.ts';
import { DeskLane } from './desk-lane.ts';
import { FactLane } from './fact-lane.ts';
import type { Ledger } from './ledger.ts';
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

  constructor(url: string, kafka: WireKafka, ledger: Ledger, random: Random) {
    this.caller = new Caller(url);
    const { caller } = this;
    this.#lanes = [
      ...Array.from({ length: FACT_LANES }, (_, n) => new FactLane(random.fork(n), caller, ledger, `facts-${n}`)),
      ...Array.from(
        { length: DESK_LANES },
        (_, n) => new DeskLane(random.fork(100 + n), caller, ledger, [n, DESK_LANES]),
      ),
      new TopicLane(random.fork(200), kafka, ledger),
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
