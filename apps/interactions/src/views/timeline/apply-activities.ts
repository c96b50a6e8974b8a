import type { FeedRecord, Sql } from '@clientele/event-sourcing';
import type { ActivityEvent } from '../../activity/activity.js';

/** Adds, replaces and takes away what was logged by hand; of several events of one activity the last counts. */
export const applyActivities = async (tx: Sql, records: readonly FeedRecord[]): Promise<void> => {
  const rows = new Map<string, object>();
  const withdrawn = new Set<string>();
  for (const record of records as readonly (FeedRecord & ActivityEvent)[]) {
    if (record.type === 'ActivityLogged' || record.type === 'ActivityCorrected')
      rows.set(record.data.activityId, rowOf(record.data, record.meta.actor));
    else if (record.type === 'ActivityWithdrawn') withdrawn.add(record.data.activityId);
  }
  for (const id of withdrawn) rows.delete(id);
  if (rows.size > 0) await put(tx, [...rows.values()]);
  if (withdrawn.size > 0) await tx.query('DELETE FROM entries WHERE entry_id = ANY($1::uuid[])', [[...withdrawn]]);
};

const rowOf = (
  {
    activityId,
    customerId,
    activity,
    occurredAt,
    direction,
    subject,
    text,
  }: (ActivityEvent & { type: 'ActivityLogged' })['data'],
  actor: string | undefined,
): object => ({
  id: activityId,
  kind: activity,
  at: occurredAt,
  customer: customerId,
  data: { direction, subject, text, actor },
});

const put = async (tx: Sql, rows: readonly object[]): Promise<void> => {
  await tx.query(
    `INSERT INTO entries (entry_id, kind, occurred_at, customer_id, data)
     SELECT id, kind, at, customer, data
     FROM json_to_recordset($1::json) AS a (id uuid, kind text, at timestamptz, customer uuid, data jsonb)
     ON CONFLICT (entry_id) DO UPDATE
     SET kind = excluded.kind, occurred_at = excluded.occurred_at, data = excluded.data`,
    [JSON.stringify(rows)],
  );
};
