import { describe, expect, it } from '@jest/globals';
import { IdentityKeys } from '@clientele/privacy';
import { toIncoming } from '../cloud-events/cloud-event.js';
import { rejectionIdOf } from '../rejection/rejection-id.js';
import type { RecordRejected } from '../rejection/rejection.js';
import { FactBatch, type Incoming } from './fact-batch.js';

const context = { keys: new IdentityKeys('a secret of the test'), now: Date.parse('2026-01-31T09:30:00Z') };
const rejections = (records: readonly Incoming[], importId?: string): RecordRejected['data'][] =>
  new FactBatch(records, { ...context, ...(importId && { importId }) }).changes.map(
    ({ decide }) => (decide({}) as readonly RecordRejected[])[0]!.data,
  );
const problem = (detail: string) => ({ pointer: '', detail });
const from = (source: string, id: string) => ({ source, id });

describe('the same broken value', () => {
  const broken = (event: Incoming['event'], detail: string): Incoming => ({
    kind: 'lead',
    record: '{',
    event,
    problem: problem(detail),
  });

  it('of two sources, or under two ids, is two rejections, each with its own reasons', () => {
    const found = rejections([
      broken(from('shop', '1'), 'one'),
      broken(from('fair', '1'), 'two'),
      broken(from('fair', '2'), 'three'),
    ]);
    expect(new Set(found.map(({ rejectionId }) => rejectionId)).size).toBe(3);
    expect(found.map(({ source, sourceId, reasons }) => [source, sourceId, reasons[0]!.detail])).toEqual([
      ['shop', '1', 'one'],
      ['fair', '1', 'two'],
      ['fair', '2', 'three'],
    ]);
  });

  it('of one source under one id is one rejection', () => {
    const [first, again] = rejections([broken(from('shop', '1'), 'one'), broken(from('shop', '1'), 'one')]);
    expect(again).toEqual(first);
  });

  it('is two also where too little of it is kept to tell them apart', () => {
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown;
    const data = { customer: { email: 'ann@example.com' }, attributes: { deep }, x: 1 };
    const event = { specversion: '1.0', type: 'clientele.lead.v1', id: '1', data };
    const [first, second] = rejections([
      toIncoming({ ...event, source: 'shop' }),
      toIncoming({ ...event, source: 'fair' }),
    ]);
    expect([first!.source, second!.source]).toEqual(['shop', 'fair']);
    expect(first!.rejectionId).not.toBe(second!.rejectionId);
  });

  it('has an id that stays as it was where its kind and value are all that is known, and in imports', () => {
    const plain = { kind: 'lead', record: '{', problem: problem('one') } as const;
    expect(rejections([plain])[0]).toMatchObject({ rejectionId: rejectionIdOf('lead', '{"text":"{"}') });
    expect(rejections([plain])[0]).not.toHaveProperty('source');
    expect(rejections([{ ...plain, row: 3 }], 'i')[0]!.rejectionId).toBe(rejectionIdOf('i', '3'));
  });
});

describe('the sender of what cannot be read', () => {
  it.each([
    ['no text', { source: {}, id: [] }],
    ['too long', { source: 'x'.repeat(301), id: 'x'.repeat(301) }],
  ])('is left out where it is %s', (_, event) => {
    const [found] = rejections([{ kind: 'lead', record: '{', event, problem: problem('one') }]);
    expect(found).not.toHaveProperty('source');
    expect(found).not.toHaveProperty('sourceId');
  });

  it('is kept clean', () => {
    const event = from(' shop\u0000 ', '\ud8001');
    const [found] = rejections([{ kind: 'lead', record: '{', event, problem: problem('one') }]);
    expect(found!.source).toBe('shop');
    expect(found!.sourceId!.isWellFormed()).toBe(true);
  });
});
