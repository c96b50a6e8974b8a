import type { Benchmark } from '../harness/benchmark.ts';
import { secondsToReady } from './npm-start.ts';

export const start: Benchmark = {
  name: 'start',
  summary: 'npm start to ready, in an installed and built checkout; growth measures it with 5,000,000 facts',
  run: async (bench) => {
    const [first, again]: [number[], number[]] = [[], []];
    for (let run = 1; run <= bench.either(5, 1); run++) {
      const home = await bench.newFolder();
      first.push(await secondsToReady(bench, home));
      again.push(await secondsToReady(bench, home));
      bench.progress.say(`run ${run}: ${first.at(-1)!.toFixed(1)} s, again ${again.at(-1)!.toFixed(1)} s`);
    }
    bench.record({ what: 'for the first time', unit: 's', values: first, mark: { of: 'median', atMost: 5 } });
    bench.record({ what: 'again', unit: 's', values: again, mark: { of: 'median', atMost: 5 } });
  },
};
