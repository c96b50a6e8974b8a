import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import { Database } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, viewInHand, type TestDatabase } from '@clientele/testing';
import { TimelineView } from './timeline.projection.js';
import { GetTimeline, GetTimelineHandler, type TimelineFilter, type TimelinePage } from './timeline.query.js';
import { GetWaiting, GetWaitingHandler } from './waiting.query.js';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();
const record = (source: string, stream: string, type: string, data: object): FeedRecord =>
  ({ source, stream, type, schemaVersion: 1, data, meta: { actor: 'user:ann' } }) as unknown as FeedRecord;

const fact = (type: string, n: number, key: string, data: object): FeedRecord =>
  record('intake', `fact-${id(n)}`, type, {
    factId: id(n),
    source: 'shop',
    sourceId: String(n),
    occurredAt: day(n),
    keys: [key],
    identifiers: {},
    ...data,
  });
const purchase = (n: number, key: string, amount = '10.00'): FeedRecord =>
  fact('PurchaseReceived', n, key, { amount, currency: 'USD', quantity: 1, channel: 'Web' });
const lead = (n: number, key: string): FeedRecord => fact('LeadReceived', n, key, { converted: true });
const call = (n: number, key: string): FeedRecord =>
  fact('ActivityReceived', n, key, { activity: 'call', subject: 'hello' });
const customer = (type: string, n: number, data: object): FeedRecord =>
  record('customers', `customer-${id(n)}`, type, { customerId: id(n), ...data });
const registered = (n: number, ...keys: string[]): FeedRecord => customer('CustomerRegistered', n, { keys });
const merged = (n: number, into: number): FeedRecord => customer('CustomerMerged', n, { intoCustomerId: id(into) });
const unmerged = (n: number, from: number): FeedRecord => customer('CustomerUnmerged', n, { fromCustomerId: id(from) });
const refunded = (n: number, refundId: string, amount: string): FeedRecord =>
  record('interactions', `purchase-${id(n)}`, 'PurchaseRefunded', {
    purchaseId: id(n),
    refundId,
    amount,
    currency: 'USD',
    occurredAt: day(20),
    reason: 'broken',
  });
const cancelled = (n: number): FeedRecord =>
  record('interactions', `purchase-${id(n)}`, 'PurchaseCancelled', { purchaseId: id(n), occurredAt: day(21) });
const logged = (n: number, customerN: number, subject: string, type = 'ActivityLogged'): FeedRecord =>
  record('interactions', `activity-${id(n)}`, type, {
    activityId: id(n),
    customerId: id(customerN),
    activity: 'visit',
    occurredAt: day(n),
    subject,
  });
const withdrawn = (n: number): FeedRecord =>
  record('interactions', `activity-${id(n)}`, 'ActivityWithdrawn', { activityId: id(n), reason: 'wrong customer' });

describe('timeline', () => {
  let test: TestDatabase;
  let database: Database;
  const view = new TimelineView();
  const identityKeys = new IdentityKeys('a secret of some length');

  beforeAll(async () => {
    test = await testDatabase();
    database = new Database(undefined as never, test.pool);
  });
  afterAll(() => test.close());
  beforeEach(() =>
    inView(async (tx) => {
      await tx.query('DROP SCHEMA IF EXISTS timeline CASCADE; CREATE SCHEMA timeline');
      await view.create(tx);
    }),
  );

  const inView = (work: (tx: Sql) => Promise<void>): Promise<void> =>
    database.transaction(async (tx) => {
      await tx.query('SET LOCAL search_path = timeline');
      await work(tx);
    });
  /** A batch is of one source, as the runner's are. */
  const project = async (...batches: FeedRecord[][]): Promise<void> => {
    for (const batch of batches) await inView((tx) => view.project(batch, tx));
  };
  const timeline = (ref: string, filter: Partial<TimelineFilter> = {}): Promise<TimelinePage> =>
    new GetTimelineHandler(database, identityKeys).execute(new GetTimeline(ref, { limit: 50, ...filter }));
  const ids = async (ref: string, filter?: Partial<TimelineFilter>): Promise<string[]> =>
    (await timeline(ref, filter)).items.map((item) => item.id);
  const waiting = (): Promise<number> =>
    new GetWaitingHandler(database).execute(new GetWaiting(undefined, 1)).then((page) => page.total);

  it('keeps facts waiting until their customer appears', async () => {
    await project([purchase(1, 'a'), lead(2, 'a'), call(3, 'b')]);
    expect(await waiting()).toBe(3);
    await project([registered(1, 'a')], [purchase(4, 'a')]);
    expect(await ids(id(1))).toEqual([id(4), id(2), id(1)]);
    const page = await new GetWaitingHandler(database).execute(new GetWaiting('shop', 10));
    expect(page).toEqual({
      items: [{ id: id(3), kind: 'call', occurredAt: day(3), source: 'shop', sourceId: '3' }],
      next: null,
      total: 1,
    });
    await project([customer('CustomerKeysLinked', 1, { keys: ['b'] })]);
    expect(await ids(id(1))).toEqual([id(4), id(3), id(2), id(1)]);
    expect(await waiting()).toBe(0);
  });

  it('reads no more than what a batch is about, also where the planner has no statistics yet', async () => {
    const inHand = await viewInHand(test.pool, view);
    const numbers = Array.from({ length: 5_020 }, (_, n) => n);
    const facts = numbers.map((n) => call(n, `k${n}`));
    await inHand.apply(numbers.map((n) => call(10_000 + n, `nobody ${n}`)));
    const customers = numbers.map((n) => registered(n, `k${n}`));
    await inHand.apply(facts.slice(0, 5_000));
    await inHand.apply(customers.slice(0, 5_000));
    for (const records of [facts, customers]) expect(await inHand.readFor(records.slice(5_000))).toBeLessThan(1_000);
  });

  it('finds a customer by source:id', async () => {
    await project(
      [registered(1, identityKeys.external('cdnow', '7'))],
      [purchase(1, identityKeys.external('cdnow', '7'))],
    );
    expect(await ids('cdnow:7')).toEqual([id(1)]);
    await expect(timeline('cdnow:8')).rejects.toMatchObject({ code: 'CustomerUnknown' });
  });

  it('carries a merge over, and gives it back', async () => {
    await project([registered(1, 'a'), registered(2, 'b'), registered(3, 'c')]);
    await project([purchase(1, 'a'), purchase(2, 'b'), purchase(3, 'c')], [merged(1, 2), merged(2, 3)]);
    for (const ref of [id(1), id(2), id(3)]) expect(await ids(ref)).toEqual([id(3), id(2), id(1)]);
    await project([purchase(4, 'a')], [unmerged(2, 3)]);
    expect(await ids(id(1))).toEqual([id(4), id(2), id(1)]);
    expect(await ids(id(3))).toEqual([id(3)]);
    await project([unmerged(1, 2)]);
    expect(await ids(id(1))).toEqual([id(4), id(1)]);
    expect(await ids(id(2))).toEqual([id(2)]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('applies refunds and a cancellation that come %s the purchase', async (_, place) => {
    const corrections = [refunded(1, 'r1', '2.50'), refunded(1, 'r2', '0.5'), refunded(2, 'r1', '1.00'), cancelled(2)];
    const batches = [[purchase(1, 'a'), purchase(2, 'a')]];
    batches.splice(place, 0, corrections);
    await project([registered(1, 'a')], ...batches, corrections);
    const [second, first] = (await timeline(id(1))).items;
    expect(first!.purchase).toEqual({
      amount: '10.00',
      currency: 'USD',
      quantity: 1,
      net: '7.00',
      refunds: [
        { refundId: 'r1', amount: '2.50', occurredAt: day(20), reason: 'broken' },
        { refundId: 'r2', amount: '0.5', occurredAt: day(20), reason: 'broken' },
      ],
    });
    expect(second!.purchase).toMatchObject({ net: '0.00', cancellation: { occurredAt: day(21) } });
  });

  it('shows what was logged by hand as it was corrected last, and not what was withdrawn', async () => {
    await project([registered(1, 'a')], [logged(1, 1, 'hello'), logged(2, 1, 'by mistake'), logged(3, 1, 'too')]);
    await project([
      logged(1, 1, 'good-bye', 'ActivityCorrected'),
      withdrawn(2),
      logged(3, 1, 'three', 'ActivityCorrected'),
      withdrawn(3),
    ]);
    expect((await timeline(id(1))).items).toEqual([
      { id: id(1), kind: 'visit', occurredAt: day(1), customerId: id(1), subject: 'good-bye', actor: 'user:ann' },
    ]);
  });

  it('filters by kind and date, and pages without gap or repeat', async () => {
    await project(
      [registered(1, 'a')],
      [purchase(1, 'a'), lead(2, 'a'), call(3, 'a'), purchase(4, 'a'), purchase(5, 'a')],
    );
    expect(await ids(id(1), { kinds: ['lead', 'call'] })).toEqual([id(3), id(2)]);
    expect(await ids(id(1), { from: day(2), before: day(4) })).toEqual([id(3), id(2)]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await timeline(id(1), { kinds: ['purchase'], limit: 2, cursor });
      expect(page.total).toBe(3);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual([id(5), id(4), id(1)]);
  });

  it('pages on through facts of one moment, to the microsecond', async () => {
    const at = (n: number, occurredAt: string): FeedRecord =>
      fact('LeadReceived', n, 'a', { converted: false, occurredAt });
    await project(
      [registered(1, 'a')],
      [
        at(1, '2026-01-01T00:00:00.000001Z'),
        at(2, '2026-01-01T00:00:00.000002Z'),
        at(3, '2026-01-01T00:00:00.000002Z'),
      ],
    );
    const first = await timeline(id(1), { limit: 1 });
    const second = await timeline(id(1), { limit: 1, cursor: first.next! });
    const third = await timeline(id(1), { limit: 1, cursor: second.next! });
    expect([first, second, third].flatMap((page) => page.items.map((item) => item.id))).toEqual([id(3), id(2), id(1)]);
    expect(third.next).toBeNull();
  });

  it.each(['nonsense', Buffer.from('["x","y"]').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await project([registered(1, 'a')]);
      await expect(timeline(id(1), { cursor })).rejects.toMatchObject({ code: 'InvalidCursor', kind: 'invalid' });
    },
  );

  it('comes to the same rows in whatever order sources and shards arrive', async () => {
    const streams: FeedRecord[][] = [
      [purchase(1, 'a')],
      [purchase(2, 'b')],
      [lead(3, 'c')],
      [call(4, 'd')],
      [registered(1, 'a'), merged(1, 2), unmerged(1, 2), merged(1, 3)],
      [registered(2, 'b'), merged(2, 3)],
      [registered(3), customer('CustomerKeysLinked', 3, { keys: ['c'] })],
      [refunded(1, 'r1', '1.00'), refunded(1, 'r2', '2.00')],
      [refunded(2, 'r1', '1.00'), cancelled(2)],
      [logged(8, 1, 'hello'), logged(8, 1, 'good-bye', 'ActivityCorrected')],
      [logged(9, 2, 'hello'), withdrawn(9)],
    ];
    const rows = async (): Promise<unknown> => {
      const { rows: found } = await test.pool.query(`
        SELECT (SELECT jsonb_agg(e ORDER BY entry_id) FROM timeline.entries e) AS entries,
          (SELECT jsonb_agg(r ORDER BY purchase_id, refund_id) FROM timeline.refunds r) AS refunds,
          (SELECT jsonb_agg(c ORDER BY purchase_id) FROM timeline.cancellations c) AS cancellations,
          (SELECT jsonb_agg(d ORDER BY customer_id) FROM timeline.directory_customers d) AS customers`);
      return found[0];
    };
    const anew = (): Promise<void> =>
      inView(async (tx) => {
        await tx.query('TRUNCATE entries, refunds, cancellations, directory_customers, directory_keys');
      });
    await project(...streams);
    const expected = await rows();
    const orders = fc.array(fc.nat(streams.length - 1), { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        await anew();
        const rest = streams.map((stream) => [...stream]);
        for (const pick of order) {
          const next = rest[pick]!.shift();
          if (next) await project([next]);
        }
        await project(...rest.filter((stream) => stream.length > 0));
        expect(await rows()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
