import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const LOOK_AGAIN = 5;
/** Milliseconds until it must be ready, and until it must have ended. */
const LONGEST_START = 300_000;
const LONGEST_END = 60_000;

/** A process that says when it is ready. With what it starts itself it is a group, which is stopped as a whole. */
export class Child {
  readonly #child: ChildProcess;
  /** Also where it could not even be started. */
  readonly #ended: Promise<unknown>;
  #isOver = false;
  #isNeeded = false;
  #said = '';

  private constructor([command, ...args]: readonly [string, ...string[]], env: Readonly<Record<string, string>>) {
    this.#child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      // npm passes signals on to nobody; and Ctrl-C is for us alone, who stop one after the other.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-10_000)));
    this.#ended = new Promise<unknown>((resolve) => this.#child.once('error', resolve).once('close', resolve)).then(
      (why) => this.#over(why),
    );
  }

  /** Resolves when it has said the words. @throws Error with what it said instead; then it has ended */
  static async start(
    command: readonly [string, ...string[]],
    env: Readonly<Record<string, string>>,
    words: string,
  ): Promise<Child> {
    const child = new Child(command, env);
    const until = performance.now() + LONGEST_START;
    while (!child.#said.includes(words)) {
      if (child.#isOver || performance.now() > until) {
        await child.stop('SIGKILL');
        throw new Error(`${command.join(' ')} did not start: ${child.#said}`);
      }
      await setTimeout(LOOK_AGAIN);
    }
    child.#isNeeded = true;
    return child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when all of the group has ended; where it has already, at once. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#isNeeded = false;
    this.#kill(signal);
    const late = new AbortController();
    setTimeout(LONGEST_END, undefined, { signal: late.signal }).then(
      () => this.#kill('SIGKILL'),
      () => undefined,
    );
    await this.#ended;
    late.abort();
  }

  #kill(signal: NodeJS.Signals): void {
    if (this.#isOver || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // It has ended just now.
    }
  }

  /** One that was ready and ends by itself says why: whoever needs it sees no more than a connection refused. */
  #over(why: unknown): void {
    this.#isOver = true;
    if (why instanceof Error) this.#said += why.message;
    if (this.#isNeeded) console.error(`\n${this.#child.spawnargs.join(' ')} ended: ${this.#said}`);
  }
}
