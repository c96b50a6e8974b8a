import { it } from '@jest/globals';
import fc from 'fast-check';

/** How many times as long as usual: `FUZZ_RUNS=100 npm test -- fuzz property`. */
const TIMES = Math.max(1, Number(process.env.FUZZ_RUNS) || 1);
/** The same cases each time, so that a change fails by what it changes; long runs try others. */
const USUAL = TIMES === 1 ? 20_261_125 : undefined;
/** Repeats a run whose failure printed its seed. */
const seed = process.env.FUZZ_SEED === undefined ? USUAL : Number(process.env.FUZZ_SEED);
const SEED = seed === undefined ? {} : { seed };
/** Milliseconds; as in jest.config.js. */
const LONGEST = 120_000;

/** How a property is tried. Cases found before stand in `examples`. */
export interface Trials<Ts> extends Pick<fc.Parameters<Ts>, 'examples' | 'endOnFailure'> {
  /** Moderate, since all of them run in `npm test`; 100 unless said. */
  readonly runs?: number;
}

/** A test that a property holds, whatever comes. */
export const always = <Ts>(name: string, property: fc.IRawProperty<Ts>, trials: Trials<Ts> = {}): void => {
  const { runs = 100, ...more } = trials;
  const check = async (): Promise<void> => fc.assert(property, { numRuns: runs * TIMES, ...SEED, ...more });
  it(name, check, LONGEST * TIMES);
};
