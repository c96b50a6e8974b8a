import type { Sql } from '@clientele/event-sourcing';
import type { BusinessBatch, MemberChange } from './business-batch.js';

export const applyBusiness = async (tx: Sql, { leads, firsts, members }: BusinessBatch): Promise<void> => {
  if (leads.length > 0) await addLeads(tx, leads);
  if (firsts.size > 0) await addFirsts(tx, firsts);
  if (members.length > 0) await changeMembers(tx, members);
};

const addLeads = async (tx: Sql, leads: BusinessBatch['leads']): Promise<void> => {
  await tx.query(
    `INSERT INTO leads (lead_id, occurred_at, channel, converted)
     SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::boolean[])
     ON CONFLICT DO NOTHING`,
    [
      leads.map((lead) => lead.factId),
      leads.map((lead) => lead.occurredAt),
      leads.map((lead) => lead.channel ?? null),
      leads.map((lead) => lead.converted),
    ],
  );
};

const addFirsts = async (tx: Sql, firsts: BusinessBatch['firsts']): Promise<void> => {
  await tx.query(
    `INSERT INTO first_facts AS was (identity_key, first_at, channel)
     SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[])
     ON CONFLICT (identity_key) DO UPDATE SET first_at = excluded.first_at, channel = excluded.channel
     WHERE (excluded.first_at, excluded.channel IS NULL, excluded.channel COLLATE "C")
         < (was.first_at, was.channel IS NULL, was.channel COLLATE "C")`,
    [[...firsts.keys()], [...firsts.values()].map(({ at }) => at), [...firsts.values()].map(({ channel }) => channel)],
  );
};

/**
 * A field is set where the batch says something of it; the booleans tell which. The update does not see what the same
 * statement inserts, so that each row is written once.
 */
const changeMembers = async (tx: Sql, members: readonly MemberChange[]): Promise<void> => {
  await tx.query(
    `WITH said AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS said (
         customer_id uuid, registers boolean, registered_at timestamptz, channel text,
         classifies boolean, type text, country text, stages boolean, stage text, segments boolean, segment text)
     ),
     inserted AS (
       INSERT INTO members (customer_id, registered_at, channel, type, country, stage, segment)
       SELECT customer_id, registered_at, channel, type, country, stage, segment FROM said
       ON CONFLICT (customer_id) DO NOTHING
     )
     UPDATE members was
     SET registered_at = coalesce(said.registered_at, was.registered_at),
         channel = CASE WHEN said.registers THEN said.channel ELSE was.channel END,
         type = CASE WHEN said.classifies THEN said.type ELSE was.type END,
         country = CASE WHEN said.classifies THEN said.country ELSE was.country END,
         stage = CASE WHEN said.stages THEN said.stage ELSE was.stage END,
         segment = CASE WHEN said.segments THEN said.segment ELSE was.segment END
     FROM said WHERE was.customer_id = said.customer_id`,
    [JSON.stringify(members.map(rowOf))],
  );
};

const rowOf = (change: MemberChange): object => ({
  customer_id: change.customerId,
  registers: change.registeredAt !== undefined,
  registered_at: change.registeredAt,
  channel: change.channel,
  classifies: change.classification !== undefined,
  type: change.classification?.type,
  country: change.classification?.country,
  stages: change.stage !== undefined,
  stage: change.stage,
  segments: change.segment !== undefined,
  segment: change.segment,
});
