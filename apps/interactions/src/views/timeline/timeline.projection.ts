import { DIRECTORY_TYPES, FACT_TYPES } from '@clientele/contracts';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { applyDirectory, createDirectory } from '@clientele/platform';
import { ACTIVITY_EVENT_TYPES } from '../../activity/activity.js';
import { PURCHASE_EVENT_TYPES } from '../../purchase/purchase.js';
import { applyActivities } from './apply-activities.js';
import { addFacts, attributeWaiting } from './apply-facts.js';
import { addCorrections } from './apply-corrections.js';
import { createTimelineTables } from './timeline.tables.js';

/** What passed between us and a customer, one row for each fact and each activity logged by hand. */
export class TimelineView implements View {
  readonly name = 'timeline';
  readonly version = 1;
  readonly batchSize = 2_000;
  readonly sources = {
    intake: FACT_TYPES,
    customers: DIRECTORY_TYPES,
    interactions: [...ACTIVITY_EVENT_TYPES, ...PURCHASE_EVENT_TYPES],
  };

  async create(tx: Sql): Promise<void> {
    await createDirectory(tx);
    await createTimelineTables(tx);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const of = (source: string): FeedRecord[] => records.filter((record) => record.source === source);
    const { newKeys } = await applyDirectory(tx, of('customers'));
    await addFacts(tx, of('intake'));
    await attributeWaiting(tx, newKeys);
    await applyActivities(tx, of('interactions'));
    await addCorrections(tx, of('interactions'));
  }
}
