import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const PATIENCE = 20_000;

/** By process id: `service`, or `server` for what services need. */
const wards = new Map<number, string>();

const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

/** One that has ended may be known to the system for as long as nobody asks how. */
const isAlive = (pid: number): boolean => {
  try {
    return signal(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return signal(pid, 0);
  }
};

/** In good order; whoever takes too long is killed. PostgreSQL takes SIGINT for "now, but properly", as Kafka does. */
const stop = async (pid: number): Promise<void> => {
  signal(pid, 'SIGINT');
  signal(pid, 'SIGCONT');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === PATIENCE) signal(pid, 'SIGKILL');
    await setTimeout(50);
  }
};

const stopAll = (kind: string): Promise<void[]> =>
  Promise.all([...wards].filter(([, ward]) => ward === kind).map(([pid]) => stop(pid)));

// It ends when the cluster lets go of it, which it also does by being killed.
for await (const line of createInterface({ input: process.stdin })) {
  const [word = '', pid] = line.split(' ');
  if (word === 'ended') wards.delete(Number(pid));
  else wards.set(Number(pid), word);
}
await stopAll('service');
await stopAll('server');
