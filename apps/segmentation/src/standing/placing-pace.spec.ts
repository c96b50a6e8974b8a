import { expect, it } from '@jest/globals';
import { PlacingPace } from './placing-pace.js';

const pace = new PlacingPace();

it.each([
  { isWhole: true, isFirst: false, comparing: 5, rest: 2_000 },
  { isWhole: true, isFirst: false, comparing: 60_000, rest: 600_000 },
  { isWhole: true, isFirst: true, comparing: 60_000, rest: 2_000 },
  // The next one compares everybody as well.
  { isWhole: false, isFirst: true, comparing: 60_000, rest: 600_000 },
])(
  'rests $rest ms after a pass (whole: $isWhole, first: $isFirst) that compared for $comparing ms',
  ({ rest, ...passed }) => {
    expect(pace.restAfter(passed)).toBe(rest);
  },
);
