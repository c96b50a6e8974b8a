import type { Sql } from '@clientele/event-sourcing';
import type { BusinessBatch, MemberChange } from './business-batch.js';

/** Whose summaries a batch may have changed. */
export interface Changed {
  /** Keys whose first fact is another one now. */
  readonly newFirsts: readonly string[];
  /** Own ids of whom something is said that sums are made of. */
  readonly described: readonly string[];
  /** Own ids of whom only it is said where they stand. */
  readonly stood: readonly string[];
}

export const applyBusiness = async (tx: Sql, { leads, firsts, members }: BusinessBatch): Promise<Changed> => {
  if (leads.length > 0) await addLeads(tx, leads);
  const newFirsts = firsts.size > 0 ? await addFirsts(tx, firsts) : [];
  if (members.length > 0) await changeMembers(tx, members);
  const idsOf = (some: readonly MemberChange[]): string[] => some.map(({ customerId }) => customerId);
  return {
    newFirsts,
    described: idsOf(members.filter(saysWhoTheyAre)),
    stood: idsOf(members.filter((member) => !saysWhoTheyAre(member))),
  };
};

const saysWhoTheyAre = ({ registeredAt, classification }: MemberChange): boolean =>
  registeredAt !== undefined || classification !== undefined;

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

/** Answers the keys whose first fact it is. Most facts are no first ones: for them, nothing is locked and nothing written. */
const addFirsts = async (tx: Sql, firsts: BusinessBatch['firsts']): Promise<string[]> => {
  const { rows } = await tx.query<{ identity_key: string }>(
    `INSERT INTO first_facts (identity_key, first_at, channel)
     SELECT said.* FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS said (identity_key, first_at, channel)
     LEFT JOIN first_facts was USING (identity_key)
     WHERE was.identity_key IS NULL
       OR (said.first_at, said.channel IS NULL, said.channel COLLATE "C")
        < (was.first_at, was.channel IS NULL, was.channel COLLATE "C")
     ON CONFLICT (identity_key) DO UPDATE SET first_at = excluded.first_at, channel = excluded.channel
     RETURNING identity_key`,
    [[...firsts.keys()], [...firsts.values()].map(({ at }) => at), [...firsts.values()].map(({ channel }) => channel)],
  );
  return rows.map((row) => row.identity_key);
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
