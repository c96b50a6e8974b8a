import { countOf, type Gist, type Kind, LOOKUP, personOf, rangeOf, REPORT, sumOf } from './questions.ts';

const TRAITS = ['channel', 'country', 'stage', 'segment', 'type'];

const timeline: Pick<Kind, 'service' | 'atMost' | 'gist'> = {
  service: 'interactions',
  atMost: LOOKUP,
  gist: countOf('items'),
};
const value: Pick<Kind, 'service' | 'atMost'> = { service: 'segmentation', atMost: REPORT };
const report: Pick<Kind, 'service' | 'atMost'> = { service: 'analytics', atMost: REPORT };

const ENTRIES = 'SELECT * FROM timeline.entries WHERE customer_id = $1';
/** By how many are strictly worse. */
const SCORE = (column: string): string => `1 + (5 * (rank() OVER (ORDER BY ${column}) - 1) / count(*) OVER ())::int`;
const RFM = `
  WITH population AS (
    SELECT s.customer_id, s.purchases, s.last_at, coalesce(m.amount, 0) AS amount
    FROM value.summaries s LEFT JOIN value.spending m ON m.customer_id = s.customer_id AND m.currency = 'CNY'
  ), scored AS (
    SELECT *, ${SCORE('last_at')} AS r, ${SCORE('purchases')} AS f, ${SCORE('amount')} AS m FROM population
  )`;

/** The score of recency, which is null where nothing was bought. */
const RECENCY: Gist = {
  ours: (answer) => (answer as { scores: { r: number } | null }).scores?.r ?? 0,
  byHand: ([row]) => Number(row?.['r'] ?? 0),
};
const CUSTOMERS: Gist = {
  ours: (answer) => (answer as { customers: number }).customers,
  byHand: ([row]) => Number(row?.['customers']),
};

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
    gist: RECENCY,
    atMost: LOOKUP,
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
    gist: {
      ours: (answer) =>
        (answer as { cells: { customers: number }[] }).cells.filter((cell) => cell.customers > 0).length,
      byHand: (rows) => rows.length,
    },
    ask: () => ({
      path: '/segmentation/v1/rfm',
      sql: `${RFM} SELECT r, f, m, count(*), sum(amount) FROM scored GROUP BY 1, 2, 3`,
      values: [],
    }),
  },
  {
    ...value,
    name: 'members of a segment',
    gist: countOf('items'),
    ask: (random, { segments }) => {
      const { name, recency, value: worth } = random.oneOf(segments);
      return {
        path: `/segmentation/v1/segments/${name}/members?limit=50`,
        sql: `${RFM} SELECT * FROM scored WHERE r BETWEEN $1 AND $2 AND ceil((f + m) / 2.0) BETWEEN $3 AND $4
              ORDER BY customer_id LIMIT 50`,
        values: [...recency, ...worth],
      };
    },
  },
  {
    ...report,
    name: 'overview',
    gist: CUSTOMERS,
    ask: () => ({
      path: '/analytics/v1/overview',
      sql: `SELECT (SELECT count(*) FROM business.customers) AS customers, (SELECT count(*) FROM business.leads),
              (SELECT count(*) FROM business.customers WHERE purchases > 1),
              (SELECT json_agg(s) FROM (SELECT currency, sum(net), count(*) FROM business.purchases WHERE NOT cancelled GROUP BY 1) s)`,
      values: [],
    }),
  },
  {
    ...report,
    name: 'overview of a range',
    gist: CUSTOMERS,
    ask: (random) => {
      const { from, to, until } = rangeOf(random);
      return {
        path: `/analytics/v1/overview?from=${from}&to=${to}`,
        sql: `SELECT (SELECT count(*) FROM business.customers WHERE first_at >= $1 AND first_at < $2) AS customers,
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
    gist: sumOf('rows', 'purchases', 'purchases'),
    ask: (random) => {
      const { from, to, until } = rangeOf(random);
      const [by, isAll] = [random.oneOf(['month', 'week', 'day']), random.chance(0.5)];
      return {
        path: `/analytics/v1/sales?by=${by}${isAll ? '' : `&from=${from}&to=${to}`}`,
        sql: `SELECT date_trunc($1, occurred_at), currency, count(*) AS purchases, count(DISTINCT customer_id) AS buyers, sum(net) FROM business.purchases
              WHERE NOT cancelled AND ($2::date IS NULL OR occurred_at >= $2) AND ($3::date IS NULL OR occurred_at < $3) GROUP BY 1, 2`,
        values: [by, isAll ? null : from, isAll ? null : until],
      };
    },
  },
  {
    ...report,
    name: 'growth by month, week or day',
    gist: sumOf('rows', 'new'),
    ask: (random) => {
      const by = random.oneOf(['month', 'week', 'day']);
      const sql = 'SELECT date_trunc($1, first_at), count(*) FROM business.customers GROUP BY 1 ORDER BY 1';
      return { path: `/analytics/v1/customer-growth?by=${by}`, sql, values: [by] };
    },
  },
  {
    ...report,
    name: 'distribution, of all or of a range',
    gist: sumOf('rows', 'customers'),
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
    gist: sumOf('rows', 'leads', 'leads'),
    ask: () => ({
      path: '/analytics/v1/lead-conversion',
      sql: 'SELECT channel, count(*) AS leads, count(*) FILTER (WHERE converted) AS converted FROM business.leads GROUP BY 1',
      values: [],
    }),
  },
];
