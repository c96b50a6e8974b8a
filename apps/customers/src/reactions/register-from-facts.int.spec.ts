import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConcurrencyError, PostgresEventStore, createEventTables, type FeedRecord } from '@clientele/event-sourcing';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import type { QueryRunner } from 'typeorm';
import { v7 } from 'uuid';
import type { Identity } from '../customer/customer-events.js';
import { Customer } from '../customer/customer.js';
import { claim, holdersOf, putCustomers } from '../customer/identity-directory.js';
import { CreateIdentityDirectory1764000000000 } from '../migrations/index.js';
import { publishCustomers } from './publish-customers.js';
import { RegisterFromFacts } from './register-from-facts.js';

interface Said {
  shop?: string;
  crm?: string;
  email?: string;
  name?: string;
  city?: string;
  at?: string;
}

let count = 0;
const record = ({ shop, crm, email, name, city, at = '2024-01-01T00:00:00.000Z' }: Said): FeedRecord => {
  const ids = Object.entries({ shop, crm }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const keys = [...ids.map(([source, id]) => `x_${source}_${id}`), ...(email ? [`e_${email}`] : [])];
  const externalIds = ids.map(([source, id]) => ({ source, id }));
  const factId = `fact${++count}`;
  const profile = { ...(name && { name }), ...(city && { city }) };
  return {
    source: 'intake',
    shard: 0,
    sequence: count,
    previous: count - 1,
    stream: `fact-${factId}`,
    type: 'PurchaseReceived',
    schemaVersion: 1,
    data: { factId, source: 'shop', occurredAt: at, keys, identifiers: { externalIds, email }, profile },
    meta: { actor: 'import:1' },
    eventId: factId,
    recordedAt: new Date('2025-01-01T00:00:00.000Z'),
  };
};

describe('registering customers from facts', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  const reaction = new RegisterFromFacts();
  const react = (...said: Said[]) => store.transaction((tx, within) => reaction.react(said.map(record), tx, within));
  const events = async () => (await store.readShards(Array(16).fill(0), 1000)).flatMap((slice) => slice.events);
  const types = async () => (await events()).map((event) => event.type).sort();
  const holder = async (key: string) => (await holdersOf(database.pool, [key])).get(key)?.customerId;

  beforeAll(async () => {
    database = await testDatabase();
    await createEventTables(database.pool);
    store = await new PostgresEventStore(database.pool, { name: 'customers', shards: 16 }).open();
    await new CreateIdentityDirectory1764000000000().up(database.pool as unknown as QueryRunner);
  });
  beforeEach(async () => {
    await database.pool.query('TRUNCATE events, identity_keys, customers, merges');
  });
  afterAll(() => database.close());

  it('makes one customer of many facts of one batch, the oldest first', async () => {
    await react(
      { shop: '1', at: '2024-03-01T00:00:00Z', name: 'Ann Lee' },
      { shop: '1', at: '2024-01-01T00:00:00Z', name: 'Ann' },
    );
    const [registered, changed, ...rest] = await events();
    expect(rest).toEqual([]);
    expect(registered).toMatchObject({
      type: 'CustomerRegistered',
      data: { occurredAt: '2024-01-01T00:00:00Z', profile: { name: 'Ann' } },
      meta: { actor: 'import:1', causationId: `fact${count}` },
    });
    expect(changed).toMatchObject({ type: 'ProfileChanged', data: { changes: { name: 'Ann Lee' } } });
  });

  it('appends nothing for facts that tell nothing new', async () => {
    await react({ shop: '1', name: 'Ann' });
    await react({ shop: '1', name: 'Ann', at: '2024-02-01T00:00:00Z' }, { shop: '1' });
    expect(await types()).toEqual(['CustomerRegistered']);
  });

  it('hears of a customer earlier, once', async () => {
    await react({ shop: '1', at: '2024-03-01T00:00:00Z' });
    await react({ shop: '1', at: '2024-02-01T00:00:00Z' });
    await react({ shop: '1', at: '2024-02-15T00:00:00Z' });
    expect(await types()).toEqual(['CustomerRegistered', 'CustomerSeenEarlier']);
  });

  it('does not believe dates in the future', async () => {
    await react({ shop: '1', at: '2999-01-01T00:00:00Z' });
    expect((await events())[0]?.data).toMatchObject({ occurredAt: '2025-01-01T00:00:00.000Z' });
  });

  it('links keys, so that the first key of every fact leads to a customer', async () => {
    await react({ shop: '1', email: 'ann' });
    await react({ crm: 'A', email: 'ann' }, { email: 'ann' }, { shop: '2' });
    expect(await types()).toEqual(['CustomerKeysLinked', 'CustomerRegistered', 'CustomerRegistered']);
    expect(await holder('x_crm_A')).toBe(await holder('x_shop_1'));
    expect(await holder('x_shop_2')).not.toBe(await holder('x_shop_1'));
  });

  it('reports a conflict of keys once, and moves no key', async () => {
    await react({ shop: '1' }, { email: 'ann' });
    const [one, other] = [await holder('x_shop_1'), await holder('e_ann')];
    await react({ shop: '1', email: 'ann' });
    await react({ shop: '1', email: 'ann' });
    expect(await types()).toEqual([
      'CustomerKeysLinked',
      'CustomerRegistered',
      'CustomerRegistered',
      'PossibleDuplicateReported',
    ]);
    const published = (await events()).flatMap((event) => publishCustomers(event) ?? []);
    expect(published.map(({ data }) => (data as { keys: string[] }).keys).sort()).toEqual([['e_ann'], ['x_shop_1']]);
    expect([await holder('x_shop_1'), await holder('e_ann')]).toEqual([one, other]);
  });

  it('reports nothing of customers who are merged already', async () => {
    await react({ shop: '1' }, { email: 'ann' });
    const [one, other] = [await holder('x_shop_1'), await holder('e_ann')];
    await database.pool.query('UPDATE customers SET parent_id = $1 WHERE customer_id = $2', [one, other]);
    await react({ shop: '1', email: 'ann' });
    expect(await types()).toEqual(['CustomerKeysLinked', 'CustomerRegistered', 'CustomerRegistered']);
  });

  it('gives way to somebody who took the key meanwhile, and finds their customer when done again', async () => {
    const id = v7();
    const identity: Identity = { key: 'e_ann', kind: 'email', value: 'ann' };
    let isFirst = true;
    await store.transaction(async (tx, within) => {
      const batch = [record({ shop: '1', email: 'ann' }), record({ shop: '2', email: 'bob' })];
      const slow = {
        // The rival commits between the reaction's look-up and its own claim.
        query: async (text: string, values?: unknown[]) => {
          const result = await tx.query(text, values);
          if (isFirst) {
            isFirst = false;
            await store.transaction(async (rival, rivalStore) => {
              const told = { identities: [identity], fields: {}, occurredAt: '2024-01-01T00:00:00Z' };
              await rivalStore.transact(Customer, id, Customer.register(told));
              await putCustomers(rival, new Map([[id, told.occurredAt]]));
              await claim(rival, [{ customerId: id, identities: [identity] }]);
            });
          }
          return result;
        },
      };
      await reaction.react(batch, slow, within);
    });
    expect(await types()).toEqual(['CustomerKeysLinked', 'CustomerRegistered', 'CustomerRegistered']);
    expect(await holder('x_shop_1')).toBe(id);
  });

  it('lets many run at once on the same people and makes each once', async () => {
    const batch = Array.from({ length: 50 }, (_, index) => ({ shop: String(index), email: `mail${index}` }));
    await Promise.all(Array.from({ length: 4 }, () => react(...batch)));
    expect(await types()).toEqual(Array(50).fill('CustomerRegistered'));
  });

  it('says that others were faster when keys are taken', async () => {
    await react({ shop: '1' });
    const taken: Identity = { key: 'x_shop_1', kind: 'external', source: 'shop', value: '1' };
    await expect(claim(database.pool, [{ customerId: v7(), identities: [taken] }])).rejects.toThrow(ConcurrencyError);
  });
});
