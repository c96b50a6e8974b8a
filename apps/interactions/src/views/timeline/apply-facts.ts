import type { IntakeContract } from '@clientele/contracts';
import type { FeedRecord, Sql } from '@clientele/event-sourcing';

/** Adds facts, those of known customers attributed, the others waiting. */
export const addFacts = async (tx: Sql, records: readonly FeedRecord[]): Promise<void> => {
  if (records.length === 0) return;
  await tx.query(
    `INSERT INTO entries (entry_id, kind, occurred_at, customer_id, identity_key, source, channel, amount, currency, data)
     SELECT f.id, f.kind, f.at, k.customer_id, f.key, f.source, f.channel, f.amount, f.currency, f.data
     FROM json_to_recordset($1::json) AS f (
       id uuid, kind text, at timestamptz, key text, source text, channel text, amount numeric, currency text, data jsonb
     )
     LEFT JOIN directory_keys k ON k.identity_key = f.key
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(records.map((record) => rowOf(record as FeedRecord & IntakeContract)))],
  );
};

const rowOf = (fact: IntakeContract): object => {
  const { factId, occurredAt, keys, source, channel } = fact.data;
  return { id: factId, at: occurredAt, key: keys[0], source, channel, ...ownFields(fact) };
};

const ownFields = ({ type, data }: IntakeContract): object => {
  const { sourceId, attributes } = data;
  switch (type) {
    case 'LeadReceived':
      return { kind: 'lead', data: { sourceId, attributes, converted: data.converted } };
    case 'PurchaseReceived': {
      const { amount, currency, quantity, orderId } = data;
      return { kind: 'purchase', amount, currency, data: { sourceId, attributes, quantity, orderId } };
    }
    case 'ActivityReceived': {
      const { activity, direction, subject, text } = data;
      return { kind: activity, data: { sourceId, attributes, direction, subject, text } };
    }
  }
};

/** Gives what waited for these keys to the customers who hold them now. */
export const attributeWaiting = async (tx: Sql, newKeys: readonly string[]): Promise<void> => {
  if (newKeys.length === 0) return;
  await tx.query(
    `UPDATE entries e SET customer_id = k.customer_id
     FROM directory_keys k
     WHERE e.identity_key = ANY($1::text[]) AND e.customer_id IS NULL
       AND k.identity_key = ANY($1::text[]) AND k.identity_key = e.identity_key`,
    [newKeys],
  );
};
