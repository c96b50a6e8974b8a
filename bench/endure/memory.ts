import { familyOf, memoryOf } from './processes.ts';

/** The memory of a process, in MB, as it was met: at the beginning of the run, at its end, and at most. */
export interface Memory {
  beginning: number;
  end: number;
  most: number;
}

/** Shares of the run that count for its beginning and its end. */
const BEGINNING = 0.15;
const END = 0.85;
const MB = 2 ** 20;

/** What processes hold. Only where there is a /proc; elsewhere nothing is known. */
export class MemoryWatch {
  readonly held: Record<string, Memory> = {};

  /** By name, process ids; children count for them, ours for themselves. `at` is the share of the run that is over. */
  async look(processes: Readonly<Record<string, number | undefined>>, at: number): Promise<void> {
    for (const [name, pid] of Object.entries(processes)) {
      if (pid === undefined) continue;
      const family = pid === process.pid ? [pid] : await familyOf(pid);
      const held = await Promise.all(family.map(memoryOf));
      const sum = held.reduce((all, each) => all + each, 0);
      if (sum > 0) this.#note(name, Math.round(sum / MB), at);
    }
  }

  #note(name: string, held: number, at: number): void {
    const memory = (this.held[name] ??= { beginning: 0, end: 0, most: 0 });
    if (at <= BEGINNING) memory.beginning = Math.max(memory.beginning, held);
    if (at >= END) memory.end = Math.max(memory.end, held);
    memory.most = Math.max(memory.most, held);
  }
}
