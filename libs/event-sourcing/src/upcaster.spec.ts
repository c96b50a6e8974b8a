import { describe, expect, it } from '@jest/globals';
import { chainUpcasters, type Upcaster } from './upcaster.js';

const step = (from: number, to: number): Upcaster => ({
  type: 'Moved',
  from,
  to,
  upcast: ({ path }: { path: string }) => ({ path: `${path}>${to}` }),
});

describe('chainUpcasters', () => {
  const upcast = chainUpcasters([step(2, 4), step(1, 2)]);
  const event = (type: string, schemaVersion: number) => ({ type, schemaVersion, data: { path: 'x' } });

  it('takes an event step by step to the newest shape', () => {
    expect(upcast(event('Moved', 1))).toEqual({ type: 'Moved', schemaVersion: 4, data: { path: 'x>2>4' } });
    expect(upcast(event('Moved', 2))).toEqual({ type: 'Moved', schemaVersion: 4, data: { path: 'x>4' } });
  });

  it('leaves the newest shape and other types alone', () => {
    for (const newest of [event('Moved', 4), event('Stayed', 1)]) expect(upcast(newest)).toBe(newest);
  });

  it('refuses two ways from one version, and a way back', () => {
    expect(() => chainUpcasters([step(1, 2), step(1, 3)])).toThrow('two upcasters of Moved v1');
    expect(() => chainUpcasters([step(2, 2)])).toThrow('later version');
  });
});
