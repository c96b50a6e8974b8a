import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { labelOf, nextStart, partsOf, startOf, startsBetween } from './periods.js';

describe('periods', () => {
  it('names ISO weeks as luxon does, over turns of years', () => {
    for (let day = DateTime.utc(1995, 12, 20); day.year < 2027; day = day.plus({ days: day.month === 6 ? 27 : 1 })) {
      const start = startOf('week', day.toISODate()!);
      expect([day.toISODate(), labelOf('week', start)]).toEqual([day.toISODate(), day.toFormat("kkkk-'W'WW")]);
      expect(start).toBe(day.startOf('week').toISODate());
    }
  });

  it('begins months and days where they begin', () => {
    expect([startOf('month', '1997-02-28'), nextStart('month', '1997-12-01'), labelOf('month', '1997-02-01')]).toEqual([
      '1997-02-01',
      '1998-01-01',
      '1997-02',
    ]);
    expect([startOf('day', '1996-02-29'), nextStart('day', '1996-02-29'), labelOf('day', '1996-02-29')]).toEqual([
      '1996-02-29',
      '1996-03-01',
      '1996-02-29',
    ]);
  });

  it('lists all between, and only those with something where they are too many', () => {
    expect(startsBetween('month', '1997-11-30', '1998-01-01', [])).toEqual(['1997-11-01', '1997-12-01', '1998-01-01']);
    expect(startsBetween('day', '0202-01-01', '1997-01-01', ['1997-01-01', '0202-01-01'])).toEqual([
      '0202-01-01',
      '1997-01-01',
    ]);
  });

  it('parts days into whole periods and what is cut', () => {
    const parts = (from: string | null, until: string | null) => partsOf('month', { from, until });
    expect(parts(null, null)).toEqual({ whole: { from: null, until: null }, cut: [] });
    expect(parts('2025-01-01', '2025-03-01')).toEqual({ whole: { from: '2025-01-01', until: '2025-03-01' }, cut: [] });
    expect(parts('2025-01-31', '2025-03-02')).toEqual({
      whole: { from: '2025-02-01', until: '2025-03-01' },
      cut: [
        { from: '2025-01-31', until: '2025-02-01' },
        { from: '2025-03-01', until: '2025-03-02' },
      ],
    });
    expect(parts('2025-01-31', '2025-02-01').cut).toEqual([{ from: '2025-01-31', until: '2025-02-01' }]);
    expect(parts('2025-01-05', '2025-01-09')).toEqual({
      whole: { from: '2025-02-01', until: '2025-02-01' },
      cut: [{ from: '2025-01-05', until: '2025-01-09' }],
    });
    expect(parts('2025-01-02', '2025-02-01')).toMatchObject({ cut: [{ from: '2025-01-02', until: '2025-02-01' }] });
    expect(parts(null, '2025-01-02').cut).toEqual([{ from: '2025-01-01', until: '2025-01-02' }]);
    expect(partsOf('day', { from: '2025-01-02', until: '2025-01-09' }).cut).toEqual([]);
  });
});
