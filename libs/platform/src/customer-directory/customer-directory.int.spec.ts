import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CustomersContract } from '@clientele/contracts';
import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { applyDirectory, type DirectoryChanges } from './apply-directory.js';
import { createDirectory } from './create-directory.js';
import { memberIds } from './member-ids.js';
import { ownersOf } from './owners-of.js';
import { resolveCustomer } from './resolve-customer.js';

const at = '2026-01-01T00:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const record = (event: { type: string; data: object }): FeedRecord =>
  ({ source: 'customers', schemaVersion: 1, meta: {}, ...event }) as FeedRecord;
const registered = (customer: number, keys: string[]): FeedRecord =>
  record({
    type: 'CustomerRegistered',
    data: { customerId: id(customer), keys, registeredAt: at, classification: {} },
  });
const linked = (customer: number, keys: string[]): FeedRecord =>
  record({ type: 'CustomerKeysLinked', data: { customerId: id(customer), keys } });
const merged = (customer: number, into: number): FeedRecord =>
  record({ type: 'CustomerMerged', data: { customerId: id(customer), intoCustomerId: id(into), occurredAt: at } });
const unmerged = (customer: number, from: number): FeedRecord =>
  record({ type: 'CustomerUnmerged', data: { customerId: id(customer), fromCustomerId: id(from), occurredAt: at } });

describe('customer directory', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await database.close();
  });

  /** Each test writes into a schema of its own, as a view does. */
  let schemas = 0;
  const inView = async <T>(work: (tx: Sql, schema: string) => Promise<T>): Promise<T> => {
    const schema = `view_${++schemas}`;
    const client = await database.pool.connect();
    try {
      await client.query(`BEGIN; CREATE SCHEMA ${schema}; SET LOCAL search_path = ${schema}`);
      await createDirectory(client);
      return await work(client, schema);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };
  const canonicals = async (tx: Sql): Promise<Record<string, string>> => {
    const { rows } = await tx.query('SELECT customer_id, canonical_id FROM directory_customers');
    return Object.fromEntries(rows.map((row) => [row.customer_id, row.canonical_id]));
  };

  it('tells which keys are new, and whose they are', () =>
    inView(async (tx) => {
      const first = await applyDirectory(tx, [registered(1, ['a', 'b']), linked(2, ['c'])]);
      expect([...first.newKeys].sort()).toEqual(['a', 'b', 'c']);
      expect([...first.customers].sort()).toEqual([id(1), id(2)]);
      expect((await applyDirectory(tx, [registered(1, ['a', 'b']), linked(1, ['d'])])).newKeys).toEqual(['d']);
      expect(await ownersOf(tx, ['a', 'c', 'd', 'nobody', 'a'])).toEqual(
        new Map([
          ['a', id(1)],
          ['c', id(2)],
          ['d', id(1)],
        ]),
      );
    }));

  it('knows a merge before the registration of either customer', () =>
    inView(async (tx, schema) => {
      const early = await applyDirectory(tx, [merged(1, 2)]);
      expect(early.moved).toEqual([{ customerId: id(1), from: id(1), to: id(2) }]);
      await applyDirectory(tx, [registered(2, ['b'])]);
      await applyDirectory(tx, [registered(1, ['a'])]);
      expect((await memberIds(tx, schema, id(2))).sort()).toEqual([id(1), id(2)]);
      expect(await ownersOf(tx, ['a'])).toEqual(new Map([['a', id(1)]]));
    }));

  it('moves those further down the chain along, there and back', () =>
    inView(async (tx) => {
      await applyDirectory(tx, [merged(1, 2), registered(9, [])]);
      const there = await applyDirectory(tx, [merged(2, 3)]);
      expect([...there.moved].sort((a, b) => (a.customerId < b.customerId ? -1 : 1))).toEqual([
        { customerId: id(1), from: id(2), to: id(3) },
        { customerId: id(2), from: id(2), to: id(3) },
      ]);
      const back = await applyDirectory(tx, [unmerged(2, 3)]);
      expect(new Set(back.moved)).toEqual(
        new Set([
          { customerId: id(1), from: id(3), to: id(2) },
          { customerId: id(2), from: id(3), to: id(2) },
        ]),
      );
    }));

  it('says nothing of a merge that is undone within the batch, and nothing twice', () =>
    inView(async (tx) => {
      expect((await applyDirectory(tx, [merged(1, 2), unmerged(1, 2)])).moved).toEqual([]);
      await applyDirectory(tx, [merged(1, 3)]);
      expect((await applyDirectory(tx, [merged(1, 3)])).moved).toEqual([]);
    }));

  it('ends on a cycle, with one canonical id for all in it and below it', () =>
    inView(async (tx) => {
      await applyDirectory(tx, [merged(3, 1), merged(1, 2), merged(2, 1), merged(4, 3)]);
      expect(await canonicals(tx)).toEqual({ [id(1)]: id(1), [id(2)]: id(1), [id(3)]: id(1), [id(4)]: id(1) });
      await applyDirectory(tx, [unmerged(1, 2)]);
      expect(await canonicals(tx)).toEqual({ [id(1)]: id(1), [id(2)]: id(1), [id(3)]: id(1), [id(4)]: id(1) });
      await applyDirectory(tx, [unmerged(2, 1), merged(1, 2)]);
      expect(await canonicals(tx)).toEqual({ [id(1)]: id(2), [id(2)]: id(2), [id(3)]: id(2), [id(4)]: id(2) });
    }));

  it('goes through a chain of 2,000', () =>
    inView(async (tx) => {
      await applyDirectory(
        tx,
        Array.from({ length: 2000 }, (_, n) => merged(n, n + 1)),
      );
      expect(new Set(Object.values(await canonicals(tx)))).toEqual(new Set([id(2000)]));
    }));

  it('comes to what a model says, and reports each change, whatever the order of streams and the cut of batches', async () => {
    const customers = 7;
    const step = fc.record({ customer: fc.nat(customers - 1), into: fc.option(fc.nat(customers - 1), { nil: null }) });
    const plan = fc.record({
      steps: fc.array(step, { maxLength: 40 }),
      // Which stream goes next, and how long each batch is.
      order: fc.infiniteStream(fc.nat(customers - 1)),
      cuts: fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
    });
    await fc.assert(
      fc.asyncProperty(plan, ({ steps, order, cuts }) =>
        inView(async (tx) => {
          const streams = Array.from({ length: customers }, (_, n) => [registered(n, [`key-${n}`])]);
          const parents = new Map<string, string>();
          for (const { customer, into } of steps) {
            if (into === null || into === customer) {
              if (parents.delete(id(customer))) streams[customer]!.push(unmerged(customer, 0));
            } else {
              parents.set(id(customer), id(into));
              streams[customer]!.push(merged(customer, into));
            }
          }
          const records = interleave(streams, order);
          const reported = new Map<string, string>();
          while (records.length > 0) {
            const changes = await applyDirectory(tx, records.splice(0, cuts.next().value as number));
            follow(changes, reported);
          }
          const found = await canonicals(tx);
          for (let n = 0; n < customers; n++) {
            expect(found[id(n)]).toBe(endOfChain(id(n), parents));
            expect(reported.get(id(n)) ?? id(n)).toBe(found[id(n)]);
          }
        }),
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  /** After as many steps as there are customers one stands at the end, or on a cycle: then the least of it. */
  const endOfChain = (start: string, parents: ReadonlyMap<string, string>): string => {
    let end = start;
    for (let n = 0; n < 10; n++) end = parents.get(end) ?? end;
    let at = end;
    for (let n = 0; n < 10; n++) {
      at = parents.get(at) ?? at;
      if (at < end) end = at;
    }
    return end;
  };
  const interleave = (streams: FeedRecord[][], order: Iterator<number>): FeedRecord[] => {
    const rest = streams.map((stream) => [...stream]);
    const records: FeedRecord[] = [];
    while (rest.some((stream) => stream.length > 0)) {
      const pick = order.next().value as number;
      const stream = rest
        .slice(pick)
        .concat(rest.slice(0, pick))
        .find((each) => each.length > 0)!;
      records.push(stream.shift()!);
    }
    return records;
  };
  const follow = (changes: DirectoryChanges, reported: Map<string, string>): void => {
    for (const { customerId, from, to } of changes.moved) {
      expect(reported.get(customerId) ?? customerId).toBe(from);
      reported.set(customerId, to);
    }
  };

  it('resolves a reference by id, source:id and e-mail, to the one a customer went into', () =>
    inView(async (tx, schema) => {
      const identityKeys = new IdentityKeys('a secret of some length');
      const keys = [identityKeys.external('https://shop', '7'), identityKeys.email('ann@example.com')];
      await applyDirectory(tx, [registered(1, keys), registered(2, [])]);
      const refs = [id(1).toUpperCase(), 'https://shop:7', ' Ann@Example.com'];
      for (const ref of refs) expect(await resolveCustomer(tx, schema, identityKeys, ref)).toBe(id(1));
      await applyDirectory(tx, [merged(1, 2)]);
      for (const ref of refs) expect(await resolveCustomer(tx, schema, identityKeys, ref)).toBe(id(2));
      for (const unknown of [id(3), 'https:7', 'bob@example.com', 'nonsense'])
        await expect(resolveCustomer(tx, schema, identityKeys, unknown)).rejects.toMatchObject({
          code: 'CustomerUnknown',
          kind: 'missing',
          message: expect.not.stringContaining(unknown),
        });
    }));

  it('passes over other types', () =>
    inView(async (tx) => {
      const classified: CustomersContract = {
        type: 'CustomerClassified',
        schemaVersion: 1,
        data: { customerId: id(1), classification: {} },
      };
      expect(await applyDirectory(tx, [record(classified)])).toEqual({ customers: [], newKeys: [], moved: [] });
    }));
});
