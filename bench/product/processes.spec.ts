import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect } from '@jest/globals';
import { itOnLinux } from '@clientele/testing';
import { usageOf } from './processes.ts';

const CHILDREN = 5;
/** Microseconds of the processor, of each child. */
const BURNT = 100_000;
const BURN = `while (process.cpuUsage().user < ${BURNT});`;
/** Its children end one after the other; itself it waits. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const next = (left) => left === 0 ? console.log('done')
    : spawn(process.execPath, ['-e', ${JSON.stringify(BURN)}]).once('close', () => next(left - 1));
  next(${CHILDREN});
  process.stdin.resume();`;

describe('usageOf', () => {
  itOnLinux('counts what children have used once, before and after they end', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(parent, 'close');
    let isDone = false;
    parent.stdout.once('data', () => (isDone = true));
    const seen: number[] = [];
    while (!isDone) seen.push((await usageOf([parent.pid!])).seconds);
    const { seconds, peak } = await usageOf([parent.pid!]);
    parent.stdin.end();
    await ended;
    expect([...seen, seconds]).toEqual([...seen, seconds].sort((one, other) => one - other));
    expect(seconds).toBeGreaterThanOrEqual((CHILDREN * BURNT) / 1e6);
    expect(peak).toBeGreaterThan(10);
  });
});
