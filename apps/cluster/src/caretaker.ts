import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What is still there when the cluster has gone, however it went: services end before what they need. */
export type Ward = 'service' | 'server';

/**
 * A process of its own that outlives the cluster, kill -9 included: then it stops what the cluster has left behind. Not
 * every child could do that for itself: Kafka and PostgreSQL know nothing of us, and a process that is stopped hears
 * nothing.
 */
export class Caretaker {
  private readonly child: ChildProcess;

  constructor() {
    const program = fileURLToPath(new URL('../dist/caretaker-process.js', import.meta.url));
    this.child = spawn(process.execPath, ['--max-old-space-size=32', program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    });
    this.child.stdin?.on('error', () => undefined);
  }

  watch(ward: Ward, pid: number): void {
    this.child.stdin?.write(`${ward} ${pid}\n`);
  }

  /** It has ended. */
  forget(pid: number): void {
    this.child.stdin?.write(`ended ${pid}\n`);
  }

  async leave(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.stdin?.end();
    await ended;
  }
}
