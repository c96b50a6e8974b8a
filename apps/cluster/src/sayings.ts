import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const KEPT = 20;

/** What a process says, line by line. */
export class Sayings {
  private readonly last: string[] = [];

  /** The last lines, for telling why it ended. */
  get lastWords(): string {
    return this.last.join('\n');
  }

  /** Hands on what it logs and complains of; where it is, the cluster says for all. */
  listen({ stdout, stderr }: ChildProcess, handOn: (line: string) => void): void {
    if (stdout) createInterface({ input: stdout }).on('line', (line) => this.hear(line, line.startsWith('{'), handOn));
    if (stderr) createInterface({ input: stderr }).on('line', (line) => this.hear(line, true, handOn));
  }

  private hear(line: string, isForAll: boolean, handOn: (line: string) => void): void {
    this.last.push(line);
    if (this.last.length > KEPT) this.last.shift();
    if (isForAll) handOn(line);
  }
}
