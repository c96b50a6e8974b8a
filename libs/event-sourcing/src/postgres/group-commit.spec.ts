import { describe, expect, it } from '@jest/globals';
import type { AppendResult } from '../event-store.js';
import type { PreparedAppend } from '../prepared-append.js';
import { GroupCommit } from './group-commit.js';

const FULL = 500;

const appends = (count: number, first: number): PreparedAppend[] =>
  Array.from({ length: count }, (_, n) => ({ shard: 0, stream: `s-${first + n}`, expectedVersion: null, events: [] }));

/** Calls that end when they are told to. */
const held = () => {
  const calls: { readonly size: number; readonly end: () => void }[] = [];
  const commits = new GroupCommit(
    (some) =>
      new Promise<AppendResult[]>((resolve) => {
        const end = (): void => resolve(some.map(() => ({ ok: false, currentVersion: 0 })));
        calls.push({ size: some.length, end });
      }),
  );
  return { calls, commits };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  it('sends a full call while another one is in flight, but no third', async () => {
    const { calls, commits } = held();
    for (const first of [0, 1_000, 2_000]) {
      void commits.append(appends(FULL, first));
      await turn();
    }
    expect(calls).toHaveLength(2);
    calls[1]!.end();
    await turn();
    expect(calls).toHaveLength(3);
  });

  it('gathers what is not enough for a full call until the one in flight has ended', async () => {
    const { calls, commits } = held();
    for (const first of [0, 1_000, 2_000]) {
      void commits.append(appends(1, first));
      await turn();
    }
    expect(calls).toHaveLength(1);
    calls[0]!.end();
    await turn();
    expect(calls.map(({ size }) => size)).toEqual([1, 2]);
  });

  it('lets a full call wait for one that appends to one of its streams', async () => {
    const { calls, commits } = held();
    void commits.append(appends(1, 7));
    await turn();
    void commits.append(appends(FULL, 0));
    await turn();
    expect(calls).toHaveLength(1);
    calls[0]!.end();
    await turn();
    expect(calls).toHaveLength(2);
  });
});
