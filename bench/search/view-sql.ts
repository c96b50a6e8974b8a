/** Of what projections make of facts, customers and corrections that nobody merged: each statement fills one table. */

const KEY = `data->'keys'->>0`;

export const DIRECTORY: readonly string[] = [
  `CREATE TABLE made_up.registered AS
     SELECT substr(stream, 10)::uuid AS customer_id, data FROM made_up.customers`,
  `INSERT INTO directory_customers (customer_id, canonical_id) SELECT customer_id, customer_id FROM made_up.registered`,
  `INSERT INTO directory_keys (identity_key, customer_id)
     SELECT i->>'key', customer_id FROM made_up.registered, jsonb_array_elements(data->'identities') i`,
  `CREATE TABLE made_up.facts AS
     SELECT f.type, (data->>'factId')::uuid AS fact_id, (data->>'occurredAt')::timestamptz AS occurred_at, ${KEY} AS identity_key,
            k.customer_id, f.data
     FROM made_up.intake f JOIN directory_keys k ON k.identity_key = ${KEY}`,
  'ANALYZE made_up.facts',
];

export const CORRECTIONS: readonly string[] = [
  `INSERT INTO refunds (purchase_id, refund_id, amount, currency, occurred_at)
     SELECT (data->>'purchaseId')::uuid, data->>'refundId', (data->>'amount')::numeric, data->>'currency', (data->>'occurredAt')::timestamptz
     FROM made_up.interactions WHERE type = 'PurchaseRefunded'`,
];

export const TIMELINE: readonly string[] = [
  `INSERT INTO cancellations (purchase_id, occurred_at)
     SELECT (data->>'purchaseId')::uuid, (data->>'occurredAt')::timestamptz FROM made_up.interactions WHERE type = 'PurchaseCancelled'`,
  `INSERT INTO entries (entry_id, kind, occurred_at, customer_id, identity_key, source, channel, amount, currency, data)
     SELECT fact_id, CASE type WHEN 'LeadReceived' THEN 'lead' WHEN 'PurchaseReceived' THEN 'purchase' ELSE data->>'activity' END,
            occurred_at, customer_id, identity_key, data->>'source', data->>'channel', (data->>'amount')::numeric, data->>'currency',
            jsonb_strip_nulls(jsonb_build_object(
              'sourceId', data->'sourceId', 'attributes', data->'attributes', 'converted', data->'converted',
              'quantity', data->'quantity', 'orderId', data->'orderId',
              'direction', data->'direction', 'subject', data->'subject', 'text', data->'text'))
     FROM made_up.facts`,
];

const LEDGER: readonly string[] = [
  `INSERT INTO cancellations (purchase_id)
     SELECT (data->>'purchaseId')::uuid FROM made_up.interactions WHERE type = 'PurchaseCancelled'`,
  `INSERT INTO purchases (purchase_id, identity_key, owner_id, customer_id, occurred_at, currency, amount, net, cancelled)
     SELECT fact_id, identity_key, f.customer_id, f.customer_id, f.occurred_at, data->>'currency', (data->>'amount')::numeric,
            (data->>'amount')::numeric - coalesce(r.amount, 0), x.purchase_id IS NOT NULL
     FROM made_up.facts f LEFT JOIN cancellations x ON x.purchase_id = fact_id
     LEFT JOIN (SELECT purchase_id, sum(amount) AS amount FROM refunds GROUP BY 1) r ON r.purchase_id = fact_id
     WHERE type = 'PurchaseReceived'`,
];

export const VALUE: readonly string[] = [
  ...LEDGER,
  `INSERT INTO summaries (customer_id, purchases, first_at, last_at)
     SELECT customer_id, count(*), min(occurred_at), max(occurred_at) FROM purchases WHERE NOT cancelled GROUP BY 1`,
  `INSERT INTO spending (customer_id, currency, purchases, amount, all_purchases, last_at)
     SELECT customer_id, currency, count(*), sum(net), s.purchases, s.last_at
     FROM purchases p JOIN summaries s USING (customer_id) WHERE NOT cancelled GROUP BY 1, 2, 5, 6`,
];

/** The purchases and their roll-ups: these for all at once, where the trigger would look each buyer up. */
const SALES: readonly string[] = [
  'ALTER TABLE purchases DISABLE TRIGGER roll_up_purchases_insert',
  ...LEDGER,
  'ALTER TABLE purchases ENABLE TRIGGER roll_up_purchases_insert',
  `INSERT INTO sales_by_day (day, currency, purchases, revenue)
     SELECT (occurred_at AT TIME ZONE 'UTC')::date, currency, count(*), trim_scale(sum(net))
     FROM purchases WHERE NOT cancelled GROUP BY 1, 2`,
  `INSERT INTO buyers_by_period (by, start, currency, buyers)
     SELECT by, start, currency, count(*)
     FROM (
       SELECT DISTINCT by, date_trunc(by, occurred_at AT TIME ZONE 'UTC')::date AS start, currency, customer_id
       FROM purchases CROSS JOIN unnest(ARRAY['month', 'week', 'day']) AS by
       WHERE NOT cancelled AND customer_id IS NOT NULL
     ) bought
     GROUP BY 1, 2, 3`,
];

export const BUSINESS: readonly string[] = [
  ...SALES,
  `INSERT INTO leads (lead_id, occurred_at, channel, converted)
     SELECT fact_id, occurred_at, data->>'channel', (data->>'converted')::boolean FROM made_up.facts WHERE type = 'LeadReceived'`,
  `INSERT INTO first_facts (identity_key, first_at, channel)
     SELECT DISTINCT ON (identity_key) identity_key, occurred_at, data->>'channel'
     FROM made_up.facts ORDER BY identity_key, occurred_at, data->>'channel' COLLATE "C"`,
  `INSERT INTO members (customer_id, registered_at, channel, type, country)
     SELECT customer_id, (data->>'occurredAt')::timestamptz, data->>'channel', data->'classification'->>'type', data->'classification'->>'country'
     FROM made_up.registered`,
  `INSERT INTO customers (customer_id, first_at, channel, type, country, purchases)
     SELECT DISTINCT ON (customer_id) customer_id, first_at, s.channel, m.type, m.country, coalesce(b.purchases, 0)
     FROM members m JOIN LATERAL (
       SELECT m.registered_at AS first_at, m.channel
       UNION ALL
       SELECT f.first_at, f.channel FROM directory_keys k JOIN first_facts f USING (identity_key) WHERE k.customer_id = m.customer_id
     ) s ON true
     LEFT JOIN (SELECT customer_id, count(*) AS purchases FROM purchases WHERE NOT cancelled GROUP BY 1) b USING (customer_id)
     ORDER BY customer_id, first_at, s.channel COLLATE "C"`,
];
