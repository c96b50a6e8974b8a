import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caretaker } from './caretaker.js';
import { OwnServer, type ServerProcess } from './own-server.js';

const start = async (): Promise<ServerProcess> => {
  const child = spawn('sleep', ['1000']);
  await once(child, 'spawn');
  const ended = once(child, 'close').then(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { pid: child.pid!, ended, stop };
};

describe('A server of ours', () => {
  let caretaker: Caretaker;
  beforeAll(() => void (caretaker = new Caretaker()));
  afterAll(() => caretaker.leave());

  const open = async (): Promise<OwnServer> =>
    new OwnServer(await start(), { name: 'Kafka', exitCode: 8, start, caretaker });

  it('can be killed and started again, and that is no failure', async () => {
    const server = await open();
    const { pid } = server;
    await server.kill();
    await server.restart();
    expect(server.pid).not.toBe(pid);
    const failed = server.failed.catch(() => 'failed');
    await server.stop();
    expect(await Promise.race([failed, Promise.resolve('stopped')])).toBe('stopped');
  });

  it('that ends by itself cannot be done without', async () => {
    const server = await open();
    process.kill(server.pid, 'SIGKILL');
    await expect(server.failed).rejects.toThrow('Kafka ended by itself.');
  });

  it('that cannot be started at once is tried again', async () => {
    let tries = 0;
    const flaky = (): Promise<ServerProcess> => (++tries < 3 ? Promise.reject(new Error('not yet')) : start());
    const server = new OwnServer(await start(), { name: 'PostgreSQL', exitCode: 7, start: flaky, caretaker });
    await server.kill();
    await server.restart();
    expect(tries).toBe(3);
    await server.stop();
  });

  it('leaves nothing running that came up while it was stopped', async () => {
    const next = Promise.withResolvers<ServerProcess>();
    const late = (): Promise<ServerProcess> => next.promise;
    const server = new OwnServer(await start(), { name: 'Kafka', exitCode: 8, start: late, caretaker });
    await server.kill();
    const restarted = server.restart();
    const stopped = server.stop();
    const cameUp = await start();
    next.resolve(cameUp);
    await Promise.all([restarted, stopped]);
    expect(() => process.kill(cameUp.pid, 0)).toThrow('ESRCH');
    await expect(server.restart()).rejects.toThrow('Kafka has been stopped for good.');
  });

  it('is not tried again once it is stopped', async () => {
    const next = Promise.withResolvers<ServerProcess>();
    const failing = (): Promise<ServerProcess> => next.promise;
    const server = new OwnServer(await start(), { name: 'PostgreSQL', exitCode: 7, start: failing, caretaker });
    await server.kill();
    const restarted = server.restart().catch(String);
    const stopped = server.stop();
    next.reject(new Error('not yet'));
    expect(await restarted).toContain('not yet');
    await stopped;
  });
});
