import { expect, it } from '@jest/globals';
import { withTroubles } from './with-troubles.js';

it('tells trouble with Kafka in words, and leaves a service as ready as it is', () => {
  const nothing = { listen: () => undefined, close: () => undefined };
  const state = { isReady: true, words: 'ready' };
  const well = { name: 'feeds', problem: undefined, ...nothing };
  const ill = { name: 'partners', problem: new Error('connect ECONNREFUSED'), ...nothing };
  expect(withTroubles(state, [well])).toBe(state);
  expect(withTroubles(state, [well, ill])).toEqual({
    isReady: true,
    words: 'ready; Kafka, partners: Error: connect ECONNREFUSED',
  });
});
