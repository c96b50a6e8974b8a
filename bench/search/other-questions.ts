import { type Kind, LOOKUP, personOf, rangeOf, REPORT } from './questions.ts';

const TRAITS = ['channel', 'country', 'stage', 'segment', 'type'];
const SEGMENTS = ['champions', 'loyal', 'potential-loyalists', 'at-risk', 'hibernating', 'lost', 'about-to-sleep'];

const timeline: Pick<Kind, 'service' | 'atMost'> = { service: 'interactions', atMost: LOOKUP };
const value: Pick<Kind, 'service' | 'atMost'> = { service: 'segmentation', atMost: REPORT };
const report: Pick<Kind, 'service' | 'atMost' | 'isHeavyByHand'> = {
  service: 'analytics',
  atMost: REPORT,
  isHeavyByHand: true,
};

const ENTRIES = 'SELECT * FROM timeline.entries WHERE customer_id = $1';
const RFM = `
  WITH population AS (
    SELECT s.customer_id, s.purchases, s.last_at, coalesce(m.amount, 0) AS amount
    FROM value.summaries s LEFT JOIN value.spending m ON m.customer_id = s.customer_id AND m.currency = 'CNY'
  ), scored AS (
    SELECT *, ceil(5 * cume_dist() OVER (ORDER BY last_at)) AS r, ceil(5 * cume_dist() OVER (ORDER BY purchases)) AS f,
           ceil(5 * cume_dist() OVER (ORDER BY amount)) AS m FROM population
  )`;

export const OTHER_QUESTIONS: readonly Kind[] = [
  {
    ...timeline,
    name: 'timeline, first page',
    ask: (random, known) => {
      const id = known.idOf(personOf(random, known));
      const sql = `${ENTRIES} ORDER BY occurred_at DESC, entry_id DESC LIMIT 50`;
      return { path: `/interactions/v1/customers/${id}/timeline?limit=50`, sql, values: [id] };
    },
  },
  {
    ...timeline,
    name: 'timeline of those with most, further pages',
    ask: (random, known) => {
      const { id, cursor } = random.oneOf(known.timelines);
      const [at, last] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string];
      return {
        path: `/interactions/v1/customers/${id}/timeline?limit=50&cursor=${cursor}`,
        sql: `${ENTRIES} AND (occurred_at, entry_id) < ($2, $3) ORDER BY occurred_at DESC, entry_id DESC LIMIT 50`,
        values: [id, at, last],
      };
    },
  },
  {
    ...value,
    name: 'scores of a customer, and why',
    atMost: LOOKUP,
    isHeavyByHand: true,
    ask: (random, known) => {
      const id = known.idOf(personOf(random, known));
      return {
        path: `/segmentation/v1/customers/${id}`,
        sql: `${RFM} SELECT * FROM scored WHERE customer_id = $1`,
        values: [id],
      };
    },
  },
  {
    ...value,
    name: 'RFM grid',
    isHeavyByHand: true,
    ask: () => ({
      path: '/segmentation/v1/rfm',
      sql: `${RFM} SELECT r, f, m, count(*), sum(amount) FROM scored GROUP BY 1, 2, 3`,
      values: [],
    }),
  },
  {
    ...value,
    name: 'members of a segment',
    isHeavyByHand: true,
    ask: (random) => ({
      path: `/segmentation/v1/segments/${random.oneOf(SEGMENTS)}/members?limit=50`,
      sql: `${RFM} SELECT * FROM scored WHERE r = $1 AND f >= 4 ORDER BY customer_id LIMIT 50`,
      values: [random.between(1, 5)],
    }),
  },
  {
    ...report,
    name: 'overview',
    ask: () => ({
      path: '/analytics/v1/overview',
      sql: `SELECT (SELECT count(*) FROM business.customers), (SELECT count(*) FROM business.leads),
              (SELECT count(*) FROM business.customers WHERE purchases > 1),
              (SELECT json_agg(s) FROM (SELECT currency, sum(net), count(*) FROM business.purchases WHERE NOT cancelled GROUP BY 1) s)`,
      values: [],
    }),
  },
  {
    ...report,
    name: 'overview of a range',
    ask: (random) => {
      const { from, to, until } = rangeOf(random);
      return {
        path: `/analytics/v1/overview?from=${from}&to=${to}`,
        sql: `SELECT (SELECT count(*) FROM business.customers WHERE first_at >= $1 AND first_at < $2),
                (SELECT count(*) FROM business.leads WHERE occurred_at >= $1 AND occurred_at < $2),
                (SELECT count(*) FROM (SELECT FROM business.purchases WHERE NOT cancelled AND occurred_at >= $1 AND occurred_at < $2
                  GROUP BY customer_id HAVING count(*) > 1) b),
                (SELECT json_agg(s) FROM (SELECT currency, sum(net), count(*) FROM business.purchases
                  WHERE NOT cancelled AND occurred_at >= $1 AND occurred_at < $2 GROUP BY 1) s)`,
        values: [from, until],
      };
    },
  },
  {
    ...report,
    name: 'sales by month, week or day, of all or of a range',
    ask: (random) => {
      const { from, to, until } = rangeOf(random);
      const [by, isAll] = [random.oneOf(['month', 'week', 'day']), random.chance(0.5)];
      return {
        path: `/analytics/v1/sales?by=${by}${isAll ? '' : `&from=${from}&to=${to}`}`,
        sql: `SELECT date_trunc($1, occurred_at), currency, count(*), count(DISTINCT customer_id), sum(net) FROM business.purchases
              WHERE NOT cancelled AND ($2::date IS NULL OR occurred_at >= $2) AND ($3::date IS NULL OR occurred_at < $3) GROUP BY 1, 2`,
        values: [by, isAll ? null : from, isAll ? null : until],
      };
    },
  },
  {
    ...report,
    name: 'growth by month, week or day',
    ask: (random) => {
      const by = random.oneOf(['month', 'week', 'day']);
      const sql = 'SELECT date_trunc($1, first_at), count(*) FROM business.customers GROUP BY 1 ORDER BY 1';
      return { path: `/analytics/v1/customer-growth?by=${by}`, sql, values: [by] };
    },
  },
  {
    ...report,
    name: 'distribution, of all or of a range',
    ask: (random) => {
      const { from, to, until } = rangeOf(random);
      const [trait, isAll] = [random.oneOf(TRAITS), random.chance(0.5)];
      return {
        path: `/analytics/v1/distribution?of=${trait}${isAll ? '' : `&from=${from}&to=${to}`}`,
        sql: `SELECT ${trait}, count(*) FROM business.customers
              WHERE ($1::date IS NULL OR first_at >= $1) AND ($2::date IS NULL OR first_at < $2) GROUP BY 1 ORDER BY 2 DESC`,
        values: isAll ? [null, null] : [from, until],
      };
    },
  },
  {
    ...report,
    name: 'conversion of leads',
    ask: () => ({
      path: '/analytics/v1/lead-conversion',
      sql: 'SELECT channel, count(*), count(*) FILTER (WHERE converted) FROM business.leads GROUP BY 1',
      values: [],
    }),
  },
];
