import { afterEach, expect, it } from '@jest/globals';
import { isToRun } from './is-to-run.js';

const before = process.env.CI;
afterEach(() => {
  if (before === undefined) delete process.env.CI;
  else process.env.CI = before;
});

it('lets CI skip nothing', () => {
  process.env.CI = 'true';
  expect(isToRun('its test', true, 'it is there.', '')).toBe(true);
  expect(() => isToRun('its test', false, 'it is not there.', 'Get it.')).toThrow(
    'its test: it is not there. CI must not skip. Get it.',
  );
});

it('skips elsewhere', () => {
  delete process.env.CI;
  expect(isToRun('a test of what skips', false, 'it is not there.', 'Get it.')).toBe(false);
});
