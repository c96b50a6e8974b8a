import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { Caretaker } from './caretaker.js';

/** Takes a moment to end, and says when it has. */
const PROGRAM = `
const end = () => { require('fs').writeSync(1, ' ' + Date.now()); process.exit(); };
process.on('SIGINT', () => setTimeout(end, 200));
setInterval(() => undefined, 1000);
process.stdout.write('up');
`;

const begin = async (): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['-e', PROGRAM], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'readable');
  return child;
};

const endOf = async ({ stdout }: ChildProcess): Promise<number> => Number((await text(stdout!)).split(' ')[1]);

describe('The caretaker', () => {
  it('stops what was left behind, services before servers, and lets alone what has ended', async () => {
    const [service, halted, server, other] = await Promise.all([begin(), begin(), begin(), begin()]);
    const ends = Promise.all([service, halted, server].map(endOf));
    halted.kill('SIGSTOP');

    const caretaker = new Caretaker();
    for (const child of [service, halted]) caretaker.watch('service', child.pid!);
    for (const child of [server, other]) caretaker.watch('server', child.pid!);
    caretaker.forget(other.pid!);
    await caretaker.leave();

    const wasAlive = other.kill('SIGKILL');
    const [endOfService = NaN, endOfHalted = NaN, endOfServer = NaN] = await ends;
    expect(endOfServer).toBeGreaterThan(Math.max(endOfService, endOfHalted));
    expect(wasAlive).toBe(true);
  });
});
