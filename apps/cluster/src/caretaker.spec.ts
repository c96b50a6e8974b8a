import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Caretaker } from './caretaker.js';

const begin = (program: string): ChildProcess =>
  spawn(process.execPath, ['-e', `${program}; setInterval(() => undefined, 1000); process.stdout.write('up')`], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe('The caretaker', () => {
  it('stops what was left behind, services before servers, and lets alone what has ended', async () => {
    const order: string[] = [];
    const service = begin('process.on("SIGINT", () => setTimeout(() => process.exit(), 200))');
    const [halted, server, other] = [begin(''), begin(''), begin('')];
    const all = { service, halted, server };
    await Promise.all([...Object.values(all), other].map((child) => once(child.stdout!, 'data')));
    for (const [name, child] of Object.entries(all)) child.once('exit', () => order.push(name));
    halted.kill('SIGSTOP');

    const caretaker = new Caretaker();
    for (const child of [service, halted]) caretaker.watch('service', child.pid!);
    for (const child of [server, other]) caretaker.watch('server', child.pid!);
    caretaker.forget(other.pid!);
    await caretaker.leave();

    expect(order).toEqual(['halted', 'service', 'server']);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill('SIGKILL');
  });
});
