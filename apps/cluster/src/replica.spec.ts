import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StartError } from '@clientele/platform/installation';
import { eventually } from '@clientele/testing';
import { Caretaker } from './caretaker.js';
import { Ports } from './ports.js';
import { Replica, type ReplicaOptions } from './replica.js';
import { writeStandIn } from './testing/stand-in.fixture.js';

describe('A replica', () => {
  let standIn: { folder: string; program: string };
  let caretaker: Caretaker;
  let told: string[];
  let replica: Replica | undefined;
  const ports = Ports.after(0);
  beforeAll(async () => {
    standIn = await writeStandIn();
    caretaker = new Caretaker();
  });
  beforeEach(() => void (told = []));
  afterEach(() => replica?.stop());
  afterAll(async () => {
    await caretaker.leave();
    await rm(standIn.folder, { recursive: true });
  });

  const start = async (fare = '', options: Partial<ReplicaOptions> = {}, unwanted?: AbortSignal): Promise<Replica> => {
    const env = { ...process.env, NODE_OPTIONS: '', FARE: fare };
    const defaults = { service: 'intake', number: 1, isRestarted: true } as const;
    const { program } = standIn;
    const tell = (line: string): void => void told.push(line);
    const port = await ports.next();
    replica = await Replica.start({ ...defaults, program, port, env, caretaker, tell, ...options }, unwanted);
    return replica;
  };
  const answers = async ({ url }: Replica): Promise<boolean> => (await fetch(`${url}/health/ready`)).ok;

  it('is started when it is ready, and its log is handed on with its name', async () => {
    expect(await answers(await start())).toBe(true);
    await eventually(() => expect(told).toEqual(['intake.1 {"level":30}']));
  });

  it('that ends before it is ready is told in its own words, with its exit code', async () => {
    const error = await start('fails').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).exitCode).toBe(3);
    expect((error as StartError).message).toMatch(/^intake.1 ended \(code 3\).*The weather is bad\.$/s);
  });

  it('is given up when it is no longer wanted', async () => {
    const unwanted = new AbortController();
    const starting = start('never ready', {}, unwanted.signal);
    unwanted.abort();
    await expect(starting).rejects.toThrow('aborted');
  });

  it('that has died is started again at its place, and that is counted and told', async () => {
    const { pid, ended, url } = await start();
    replica!.kill('SIGKILL');
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
    await eventually(() => expect(told.at(-1)).toBe('intake.1 is ready again, after its restart no. 1.'));
    expect(told).toContain('intake.1 ended (SIGKILL).');
    expect(await answers(replica!)).toBe(true);
    expect([replica!.url, replica!.restarts]).toEqual([url, 1]);
    expect(replica!.pid).not.toBe(pid);
  });

  it('stays away where that is wanted', async () => {
    await start('', { isRestarted: false });
    replica!.kill('SIGKILL');
    await eventually(() => expect(told.at(-1)).toBe('intake.1 ended (SIGKILL), and is not started again.'));
    await expect(answers(replica!)).rejects.toThrow();
  });

  it('stops for good, also while it is dead, and while it is halted', async () => {
    await start();
    replica!.kill('SIGKILL');
    await replica!.ended;
    await replica!.stop();
    await start();
    replica!.kill('SIGSTOP');
    await replica!.stop();
    expect(await replica!.ended).toEqual({ code: 0, signal: null });
    expect(replica!.restarts).toBe(0);
  });
});
