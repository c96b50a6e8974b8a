import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkSpace, openHome } from './home.js';
import { startTimeOf } from './process-start-time.js';

describe('The folder of an installation', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-home-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps its secret, readable for its owner alone', async () => {
    const first = await openHome(folder);
    await first.release();
    const second = await openHome(folder);
    expect(second.identitySecret).toBe(first.identitySecret);
    expect(first.identitySecret.length).toBeGreaterThan(40);
    expect((await stat(join(folder, 'identity-secret'))).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['cannot be read', (file: string) => mkdir(file)],
    ['is empty', (file: string) => writeFile(file, '\n')],
  ])('does not get a new secret where the old one %s', async (words, spoil) => {
    const file = join(folder, 'identity-secret');
    await spoil(file);
    const before = await stat(file);
    await expect(openHome(folder)).rejects.toThrow(words);
    expect((await stat(file)).ino).toBe(before.ino);
  });

  it('is held by one at a time', async () => {
    const { release } = await openHome(folder);
    await expect(openHome(folder)).rejects.toThrow('Another Clientele');
    await release();
    await (await openHome(folder)).release();
  });

  it.each([
    ['of a process that is gone', async () => JSON.stringify({ pid: await endedPid(), started: 'then' })],
    ['of a process whose number another one has now', async () => JSON.stringify({ pid: 1, started: 'then' })],
    ['that was cut off', async () => '{"pid":'],
  ])('is taken over with a lock %s', async (_, lock) => {
    await writeFile(join(folder, 'clientele.lock'), await lock());
    const { release } = await openHome(folder);
    const held = JSON.parse(await readFile(join(folder, 'clientele.lock'), 'utf8')) as { pid: number };
    expect(held.pid).toBe(process.pid);
    await release();
  });

  it('is held by a live process of the same start', async () => {
    const started = await startTimeOf(process.ppid);
    await writeFile(join(folder, 'clientele.lock'), JSON.stringify({ pid: process.ppid, started }));
    await expect(openHome(folder)).rejects.toThrow(`process ${process.ppid}`);
  });

  it('must have room', async () => {
    await expect(checkSpace(folder, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /Only \d+ MB are free where .* are needed/,
    );
    await checkSpace(folder, 1);
  });
});

const endedPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid!;
};
