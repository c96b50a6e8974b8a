import type { FeedSlice } from '@clientele/event-sourcing';

/** Cuts slices where their data comes to more characters than that; each keeps one record at least, so that all come. */
export const withinBytes = (slices: readonly FeedSlice[], most: number): FeedSlice[] => {
  let used = 0;
  return slices.map((slice) => {
    const fitting = slice.records.findIndex(({ data }, index) => {
      used += JSON.stringify(data).length;
      return used > most && index > 0;
    });
    if (fitting < 0) return slice;
    const records = slice.records.slice(0, fitting);
    return { ...slice, records, to: records.at(-1)!.sequence };
  });
};
