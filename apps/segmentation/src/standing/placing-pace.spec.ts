import { expect, it } from '@jest/globals';
import { PlacingPace } from './placing-pace.js';

const pace = new PlacingPace();

it.each([
  { comparing: 5, isFirst: false, rest: 2_000 },
  { comparing: 60_000, isFirst: false, rest: 600_000 },
  { comparing: 60_000, isFirst: true, rest: 2_000 },
])('rests $rest ms after $comparing ms of comparing, first of a process: $isFirst', ({ comparing, isFirst, rest }) => {
  expect(pace.restAfter(comparing, isFirst)).toBe(rest);
});
