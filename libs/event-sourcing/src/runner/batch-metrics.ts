import { DURATIONS, histogram, SIZES } from '../measuring.js';

/** `service`: who listens; `subscription`: the view or reaction; `source`: whose feed. */
export const batchDuration = histogram('clientele.batch.duration', {
  unit: 's',
  description: 'Time from a batch in hand to its commit, tries again included.',
  advice: { explicitBucketBoundaries: DURATIONS },
});

export const batchRecords = histogram('clientele.batch.records', {
  unit: '{record}',
  description: 'Records of a batch that the view or reaction handles.',
  advice: { explicitBucketBoundaries: SIZES },
});
