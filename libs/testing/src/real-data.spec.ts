import { afterEach, expect, it } from '@jest/globals';
import { describeWithData, itWithData } from './real-data.js';

const before = process.env.CI;
afterEach(() => {
  if (before === undefined) delete process.env.CI;
  else process.env.CI = before;
});

it('does not let CI skip what needs data that is not there', () => {
  process.env.CI = 'true';
  expect(() => describeWithData('absent.csv', 'its specs', () => undefined)).toThrow(/its specs.*must not skip/s);
  expect(() => itWithData('absent.csv', 'its test', async () => undefined)).toThrow(/its test.*must not skip/s);
});
