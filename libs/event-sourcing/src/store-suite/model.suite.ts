import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AppendResult, EventStore, StreamAppend } from '../event-store.js';
import { deposited } from './account.fixture.js';
import { expectGapless, type TheStore } from './reads.fixture.js';

export const modelSuite = (store: TheStore): void =>
  it('comes to the same as a plain model, whatever is appended in whatever calls at once', async () => {
    const append = fc.record({
      stream: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      expectedVersion: fc.option(fc.nat(4), { nil: undefined }),
      count: fc.integer({ min: 1, max: 3 }),
    });
    const calls = fc.array(fc.array(append, { maxLength: 6 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(calls, fc.uuid(), async (calls, run) => {
        const appends = calls.map((call) =>
          call.map(({ stream, expectedVersion, count }) => ({
            stream: `${run}-${stream}`,
            expectedVersion,
            events: Array.from({ length: count }, (_, n) => deposited(n)),
          })),
        );
        const results = await Promise.all(appends.map((call) => store().append(call)));
        await expectGapless(store());
        await expectAsModelled(store(), appends.flat(), results.flat());
      }),
      { numRuns: 25 },
    );
  });

/** Calls are taken in the order in which they were made, so each result can be told beforehand. */
const expectAsModelled = async (
  store: EventStore,
  appends: readonly (StreamAppend & { readonly stream: string })[],
  results: readonly AppendResult[],
): Promise<void> => {
  const versions = new Map<string, number>();
  const expected = appends.map(({ stream, expectedVersion, events }) => {
    const currentVersion = versions.get(stream) ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== currentVersion) return { ok: false, currentVersion };
    versions.set(stream, currentVersion + events.length);
    return { ok: true, version: currentVersion + events.length };
  });
  expect(results).toMatchObject(expected);
  for (const [stream, version] of versions) expect(await store.readStream(stream)).toHaveLength(version);
  const streams = await store.readStreams([...versions.keys()]);
  for (const [index, result] of results.entries()) {
    if (!result.ok) continue;
    const event = streams.get(appends[index]!.stream)![result.version - 1]!;
    expect(result.position).toEqual({ shard: event.shard, sequence: event.sequence });
  }
};
