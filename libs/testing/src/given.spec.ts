import { describe, expect, it } from '@jest/globals';
import { type Decider, DomainError } from '@clientele/event-sourcing';
import { given } from './given.js';

type Counted = { readonly type: 'Counted'; readonly data: { readonly by: number } };
const Counter: Decider<number, Counted> = {
  name: 'counter',
  initial: 0,
  evolve: (state, event) => state + event.data.by,
};
const counted = (by: number): Counted => ({ type: 'Counted', data: { by } });
const fill = (state: number): Counted[] => {
  if (state > 9) throw new DomainError('CounterFull', 'conflict', 'It is full.', { state });
  return state === 9 ? [] : [counted(9 - state)];
};

describe('given', () => {
  it('passes what holds', () => {
    given(Counter, counted(2), counted(3)).when(fill).then(counted(4));
    given(Counter, counted(9)).when(fill).then();
    given(Counter, counted(10)).when(fill).thenRefused('CounterFull', { state: 10 });
  });

  it('fails on other events, another refusal, or none', () => {
    expect(() => given(Counter).when(fill).then(counted(8))).toThrow();
    expect(() => given(Counter).when(fill).then()).toThrow();
    expect(() => given(Counter).when(fill).thenRefused('CounterFull')).toThrow();
    expect(() => given(Counter, counted(10)).when(fill).thenRefused('CounterBroken')).toThrow();
    expect(() => given(Counter, counted(10)).when(fill).thenRefused('CounterFull', { state: 11 })).toThrow();
  });
});
