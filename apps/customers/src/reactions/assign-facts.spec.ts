import { describe, expect, it } from '@jest/globals';
import type { Identity } from '../customer/customer-events.js';
import { pairId, pairOf } from '../possible-duplicate/pair.js';
import { assignFacts, type Assignment } from './assign-facts.js';
import type { IncomingFact } from './incoming-fact.js';

const shop = (id: string): Identity => ({ key: `x_shop_${id}`, kind: 'external', source: 'shop', value: id });
const crm = (id: string): Identity => ({ key: `x_crm_${id}`, kind: 'external', source: 'crm', value: id });
const mail = (id: string): Identity => ({ key: `e_${id}`, kind: 'email', value: id });
const phone = (id: string): Identity => ({ key: `p_${id}`, kind: 'phone', value: id });

const fact = (factId: string, ...identities: Identity[]): IncomingFact => ({
  factId,
  identities,
  fields: {},
  occurredAt: '2024-01-01T00:00:00.000Z',
  meta: {},
});

const assign = (batch: IncomingFact[], held: Record<string, Identity[]> = {}) => {
  const holders = new Map(Object.entries(held).flatMap(([id, all]) => all.map((each) => [each.key, id] as const)));
  const sources = new Map(
    Object.entries(held).map(([id, all]) => [id, new Set(all.flatMap(({ source }) => source ?? []))]),
  );
  let count = 0;
  return assignFacts(batch, { holders, sources }, () => `new${++count}`);
};

const summary = ({ facts, newKeys, suspicions }: Assignment) => ({
  facts: Object.fromEntries([...facts].map(([id, list]) => [id, list.map((each) => each.factId)])),
  keys: Object.fromEntries([...newKeys].map(([id, list]) => [id, list.map((each) => each.key)])),
  suspicions: [...suspicions.values()].map(({ customerIds, keys }) => [...customerIds, ...keys]),
});

describe('assigning facts to customers', () => {
  it('makes one customer of facts that introduce the same person in one batch', () => {
    const batch = [fact('1', shop('7'), mail('ann')), fact('2', shop('7')), fact('3', mail('ann'), phone('1'))];
    expect(summary(assign(batch))).toEqual({
      facts: { new1: ['1', '2', '3'] },
      keys: { new1: ['x_shop_7', 'e_ann', 'p_1'] },
      suspicions: [],
    });
  });

  it('gives an unknown first key to the holder of the strongest known one', () => {
    const held = { ann: [mail('ann')], bob: [phone('1')] };
    expect(summary(assign([fact('1', shop('7'), mail('ann'), phone('1'))], held))).toEqual({
      facts: { ann: ['1'] },
      keys: { ann: ['x_shop_7'] },
      suspicions: [['ann', 'bob', 'p_1']],
    });
  });

  it('leaves a key with whom it is, and reports a pair once for a batch', () => {
    const held = { ann: [shop('7')], bob: [mail('bob'), phone('1')] };
    const batch = [fact('1', shop('7'), mail('bob')), fact('2', shop('7'), phone('1')), fact('3', mail('bob'))];
    const assignment = assign(batch, held);
    expect(summary(assignment)).toEqual({
      facts: { ann: ['1', '2'], bob: ['3'] },
      keys: {},
      suspicions: [['ann', 'bob', 'e_bob', 'p_1']],
    });
    expect([...assignment.suspicions.keys()]).toEqual([pairId(pairOf('bob', 'ann'))]);
  });

  it('keeps apart whom one source knows by two ids, though they share a phone', () => {
    const held = { ann: [shop('7'), phone('1')] };
    expect(summary(assign([fact('1', shop('8'), phone('1'))], held))).toEqual({
      facts: { new1: ['1'] },
      keys: { new1: ['x_shop_8'] },
      suspicions: [['ann', 'new1', 'p_1']],
    });
  });

  it('does so within one batch, too', () => {
    const batch = [fact('1', shop('7'), phone('1')), fact('2', shop('8'), phone('1'))];
    expect(summary(assign(batch)).facts).toEqual({ new1: ['1'], new2: ['2'] });
  });

  it('joins ids of different sources by what they share', () => {
    const held = { ann: [shop('7'), mail('ann')] };
    expect(summary(assign([fact('1', crm('A'), mail('ann'))], held))).toEqual({
      facts: { ann: ['1'] },
      keys: { ann: ['x_crm_A'] },
      suspicions: [],
    });
  });
});
