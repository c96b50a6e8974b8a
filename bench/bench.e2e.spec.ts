import { describeWithLocalBroker } from '@clientele/testing';
import { expect, it } from '@jest/globals';
import { BENCHMARKS } from './benchmarks.ts';
import { Bench } from './harness/bench.ts';
import { median } from './harness/figures.ts';
import { Progress } from './harness/progress.ts';
import { tableOf } from './harness/results.ts';

const PATIENCE = 600_000;

/** Each in its short form: that it runs, and that what it checks holds. Not how fast: that is `npm run bench`. */
describeWithLocalBroker('The benchmarks', () => {
  it.each(BENCHMARKS)(
    '$name: $summary',
    async (benchmark) => {
      const bench = await Bench.open(true, new Progress(benchmark.name));
      try {
        await benchmark.run(bench);
        expect(bench.rows).not.toEqual([]);
        for (const { values, against } of bench.rows) {
          expect(median(values)).toBeGreaterThan(0);
          if (against) expect(median(against.values)).toBeGreaterThan(0);
        }
        expect(tableOf(bench.rows).split('\n')).toHaveLength(bench.rows.length + 2);
      } finally {
        await bench.close();
      }
    },
    PATIENCE,
  );
});
