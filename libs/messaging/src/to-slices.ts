import type { FeedRecord, FeedSlice, RecordedEvent, ShardSlice } from '@clientele/event-sourcing';
import type { Publish } from './publish.js';

/** What was read after `from` (index = shard), as published; shards without news are left out. */
export const toSlices = (
  source: string,
  from: readonly number[],
  read: readonly ShardSlice[],
  publish: Publish,
  types: readonly string[] | undefined,
): FeedSlice[] => {
  const wanted = types && new Set(types);
  const slices: FeedSlice[] = [];
  for (const { shard, events, upTo } of read) {
    const start = from[shard] ?? 0;
    if (upTo <= start) continue;
    slices.push({ shard, from: start, to: upTo, records: toRecords(source, start, events, publish, wanted) });
  }
  return slices;
};

const toRecords = (
  source: string,
  from: number,
  events: readonly RecordedEvent[],
  publish: Publish,
  wanted: ReadonlySet<string> | undefined,
): FeedRecord[] => {
  const records: FeedRecord[] = [];
  let previous = from;
  for (const event of events) {
    const contract = publish(event);
    if (!contract || (wanted && !wanted.has(contract.type))) continue;
    records.push({
      source,
      shard: event.shard,
      sequence: event.sequence,
      previous,
      stream: event.stream,
      type: contract.type,
      schemaVersion: contract.schemaVersion,
      data: contract.data,
      meta: event.meta,
      eventId: event.eventId,
      recordedAt: event.recordedAt,
    });
    previous = event.sequence;
  }
  return records;
};
