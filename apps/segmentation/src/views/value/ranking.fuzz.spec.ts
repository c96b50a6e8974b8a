import { describe, expect } from '@jest/globals';
import { DomainError } from '@clientele/event-sourcing';
import { always, mostly, orRefusal, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { endOf } from './ranking.js';

const moment = fc.stringMatching(/^\d{4}-[01]\d-[0-3]\d(T[0-2]\d:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/);

const LAST = '9999-12-31T23:59:59.999Z';

describe('the moment of a ranking', () => {
  always(
    'is one that PostgreSQL takes, after all that counts, or is refused in words',
    fc.property(mostly(moment, wildText()), (asOf) => {
      const end = orRefusal(() => endOf(asOf));
      if (end instanceof DomainError) return expect(end.code).toBe('InvalidDate');
      expect(end).toMatch(/^(?!0000)\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
      expect(Date.parse(end!)).toBeGreaterThan(Math.min(Date.parse(asOf), Date.parse(LAST) - 1));
    }),
    {
      runs: 500,
      examples: [['0000-01-01'], ['9999-12-31'], [LAST], ['9999-12-31T23:59:59-01:00'], ['0001-01-01T00:00:00+01:00']],
    },
  );
});
