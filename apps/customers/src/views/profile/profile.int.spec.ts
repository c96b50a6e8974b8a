import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fold, streamOf, type Decision, type FeedRecord } from '@clientele/event-sourcing';
import { Database } from '@clientele/platform';
import { idOf, published, shuffled, tellReads, testDatabase, viewInHand, type TestDatabase } from '@clientele/testing';
import type { CustomerEvent, Fields, Identity } from '../../customer/customer-events.js';
import { Customer, type CustomerState } from '../../customer/customer.js';
import { profilesOf } from './get-profile.js';
import { ProfileView } from './profile.projection.js';
import { SearchCustomers, SearchCustomersHandler } from './search-customers.js';

const ids = Array.from({ length: 6 }, (_, i) => `00000000-0000-7000-8000-00000000000${i}`);
let clock = Date.parse('2024-01-01T00:00:00.000Z');
const now = (): string => new Date((clock += 60_000)).toISOString();

/** What six customers go through: all decided by the aggregate, so that the story is one that can happen. */
class Story {
  readonly records: FeedRecord[] = [];
  private readonly states = new Map<string, CustomerState>();

  private decide(id: string, decide: Decision<CustomerState, CustomerEvent>): boolean {
    const state = this.states.get(id) ?? Customer.initial;
    const events = decide(state);
    this.states.set(id, fold(Customer, events, state));
    for (const event of events)
      this.records.push(published('customers', streamOf(Customer, id), { ...event, schemaVersion: 1 }));
    return events.length > 0;
  }

  learn(id: string, fields: Fields, ...identities: Identity[]): void {
    this.decide(id, Customer.learn({ fields, identities, occurredAt: now() }));
  }
  tag(id: string, tag: string): void {
    this.decide(id, Customer.tag(tag, now()));
  }
  merge(customerId: string, into: string): void {
    this.decide(customerId, Customer.merge({ customerId, into, ancestors: this.above(into), occurredAt: now() }));
  }
  unmerge(customerId: string): void {
    const ancestors = this.above(customerId);
    this.decide(customerId, Customer.unmerge({ customerId, from: ancestors[0]!, ancestors, occurredAt: now() }));
  }
  above(id: string): string[] {
    const next = this.states.get(id)?.mergedInto;
    return next === undefined ? [] : [next, ...this.above(next)];
  }
}

const told = (): Story => {
  const story = new Story();
  const [a, b, c, d, e, f] = ids as [string, string, string, string, string, string];
  const mail = (id: string): Identity => ({ key: `e_${id}`, kind: 'email', value: `${id.at(-1)}@example.com` });
  for (const id of ids) story.learn(id, { name: `张 ${id.at(-1)}`, ...(id === b && { city: 'Rome' }) }, mail(id));
  story.merge(a, b);
  story.merge(b, c);
  story.tag(a, 'vip');
  story.unmerge(a);
  story.merge(c, d);
  story.unmerge(b);
  story.merge(d, b);
  story.merge(b, a);
  story.learn(c, { company: 'C Ltd', country: 'CN' });
  story.merge(e, f);
  story.unmerge(e);
  story.merge(f, e);
  story.learn(e, { jobTitle: 'Boss' });
  return story;
};

describe('the view profile', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query('CREATE EXTENSION pg_trgm');
  });
  afterAll(() => database.close());

  const rowsAfter = async (records: readonly FeedRecord[], batch: number) => {
    const view = await viewInHand(database.pool, new ProfileView());
    await view.apply(records, batch);
    const { rows: customers } = await database.pool.query('SELECT * FROM profile.customers ORDER BY customer_id');
    const { rows: search } = await database.pool.query('SELECT * FROM profile.search ORDER BY customer_id');
    return { customers, search };
  };

  it('comes to the same rows in whatever order and batches the shards arrive', async () => {
    const { records } = told();
    const expected = await rowsAfter(records, 1_000);
    expect(expected.search.map((row) => row.customer_id)).toEqual([ids[0], ids[4]]);
    for (let seed = 1; seed <= 20; seed++)
      expect(await rowsAfter(shuffled(records, seed), 1 + (seed % 7))).toEqual(expected);
  });

  it('reads no more than what a batch is about, also where the planner has no statistics yet', async () => {
    const view = await viewInHand(database.pool, new ProfileView());
    const story = new Story();
    for (let n = 0; n < 5_020; n++) story.learn(idOf(n), { name: `Person ${n}` });
    await view.apply(story.records.slice(0, 5_000));
    expect(await view.readFor(story.records.slice(5_000))).toBeLessThan(1_000);
  });

  it('finds the newest of a name page by page, be it frequent, rare, of some now and then, or of very many long ago', async () => {
    const names = [
      ...Array.from({ length: 5_100 }, (_, n) => `王 ${n}`),
      'Wang the Rare',
      ...Array.from({ length: 60 }, (_, n) => `Wang ${n}`),
      'Rare Wang',
      ...Array.from({ length: 5_000 }, (_, n) => (n % 250 === 0 ? `Wang ${n}` : `Li ${n}`)),
    ];
    const view = await viewInHand(database.pool, new ProfileView());
    const story = new Story();
    names.forEach((name, n) => story.learn(idOf(n), { name }));
    await view.apply(story.records);
    const handler = new SearchCustomersHandler(new Database(undefined as never, database.pool));
    const pageOf = async (q: string, cursor?: string) =>
      handler.execute(new SearchCustomers({ q }, { limit: 40, ...(cursor && { cursor }) }));
    for (const [q, held] of [
      ['王', /王/],
      ['wang', /Wang/],
      ['li', /Li/],
      ['rare wang', /Rare/],
    ] as const) {
      const expected = names.flatMap((name, n) => (held.test(name) ? [idOf(n)] : [])).reverse();
      const page = await pageOf(q);
      expect([q, page.items.map(({ id }) => id)]).toEqual([q, expected.slice(0, 40)]);
      if (expected.length <= 40) continue;
      const next = await pageOf(q, page.next!);
      expect([q, next.items.map(({ id }) => id)]).toEqual([q, expected.slice(40, 80)]);
    }
    await tellReads(database.pool);
    const { rows } = await database.pool.query(
      `SELECT seq_tup_read::int AS read FROM pg_stat_user_tables WHERE schemaname = 'profile' AND relname = 'search'`,
    );
    expect(rows).toEqual([{ read: 0 }]);
  });

  describe('of a country', () => {
    beforeAll(async () => {
      const view = await viewInHand(database.pool, new ProfileView());
      const story = new Story();
      const name = (n: number): string => (n % 2 === 0 ? `王 & ${n}` : `Wang ${n}`);
      for (let n = 0; n < 4_000; n++) story.learn(idOf(n), { name: name(n), country: n % 400 < 2 ? 'IS' : 'CN' });
      for (let n = 4_000; n < 6_000; n++) story.learn(idOf(n), { name: `Zhao ${n}`, country: 'IS' });
      for (let n = 6_000; n < 11_000; n++) story.learn(idOf(n), { name: `Li ${n}`, country: 'NO' });
      await view.apply(story.records);
    });

    const lookedAt = async (): Promise<number> => {
      await tellReads(database.pool);
      const { rows } = await database.pool.query<{ count: number }>(
        `SELECT (seq_tup_read + idx_tup_fetch)::int AS count FROM pg_stat_user_tables
         WHERE schemaname = 'profile' AND relname = 'search'`,
      );
      return rows[0]!.count;
    };

    describe.each(['without statistics', 'with statistics'])('%s', (statistics) => {
      beforeAll(async () => {
        if (statistics === 'with statistics') await database.pool.query('ANALYZE profile.search');
      });

      it.each([
        ['王', 0, 10],
        ['wang', 1, 10],
        ['王 &', 0, 10],
        // No index has it, so all of the country are looked at.
        ['&', 0, 2_020],
      ])('looks at those alone who have the name (%s) as well', async (q, first, most) => {
        const handler = new SearchCustomersHandler(new Database(undefined as never, database.pool));
        const before = await lookedAt();
        const { items, total } = await handler.execute(
          new SearchCustomers({ q, country: 'IS' }, { limit: 40, total: true }),
        );
        expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, n) => idOf(3_600 + first - 400 * n)));
        expect(total).toBe(10);
        // The newest 5,000 before, and once more to count them.
        expect((await lookedAt()) - before).toBeLessThanOrEqual(5_000 + 2 * most);
      });
    });
  });

  it('shows those who are merged as one, and finds them by what each is called', async () => {
    await rowsAfter(told().records, 3);
    const [a, b, c, d, e, f] = ids as [string, string, string, string, string, string];
    const profiles = await profilesOf(database.pool, ids);
    expect(profiles.get(c)).toMatchObject({
      id: a,
      name: '张 0',
      city: 'Rome',
      company: 'C Ltd',
      country: 'CN',
      emails: ['0@example.com', '2@example.com', '3@example.com', '1@example.com'],
      tags: ['vip'],
    });
    expect(new Set(profiles.get(a)?.mergedCustomers)).toEqual(new Set([b, c, d]));
    expect(profiles.get(f)).toMatchObject({ id: e, jobTitle: 'Boss', mergedCustomers: [f] });
    const { rows } = await database.pool.query("SELECT customer_id FROM profile.search WHERE text LIKE '%张 3%'");
    expect(rows).toEqual([{ customer_id: a }]);
  });
});
