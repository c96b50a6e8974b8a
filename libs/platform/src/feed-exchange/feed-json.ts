import type { FeedRecord, FeedSlice } from '@clientele/event-sourcing';

type JsonRecord = Omit<FeedRecord, 'recordedAt'> & { readonly recordedAt: string };
/** A slice as JSON has it. */
export type JsonSlice = Omit<FeedSlice, 'records'> & { readonly records: readonly JsonRecord[] };

export const fromJson = (slices: readonly JsonSlice[]): FeedSlice[] =>
  slices.map((slice) => ({
    ...slice,
    records: slice.records.map((record) => ({ ...record, recordedAt: new Date(record.recordedAt) })),
  }));
