import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type DomainEvent, fold, type RecordedEvent } from '@clientele/event-sourcing';
import { contractProblems, goldenSamples } from '@clientele/testing';
import { Activity, ACTIVITY_EVENT_TYPES, type ActivityEvent } from './activity/activity.js';
import { Purchase, PURCHASE_EVENT_TYPES, type PurchaseEvent } from './purchase/purchase.js';
import { publishInteractions } from './reactions/publish-interactions.js';
import { Task, TASK_EVENT_TYPES, type TaskEvent } from './task/task.js';

const folder = (aggregate: string): URL => new URL(`./${aggregate}/samples/`, import.meta.url);
const sample = <Event extends DomainEvent>(aggregate: string, type: Event['type']): Event =>
  ({ type, data: JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder(aggregate)), 'utf8')) }) as Event;
const purchases = PURCHASE_EVENT_TYPES.map((type) => sample<PurchaseEvent>('purchase', type));
const activities = ACTIVITY_EVENT_TYPES.map((type) => sample<ActivityEvent>('activity', type));
const tasks = TASK_EVENT_TYPES.map((type) => sample<TaskEvent>('task', type));

const customerId = '0195f000-0000-7000-8000-000000000002';
const activityId = '0195f000-0000-7000-8000-000000000003';
const purchaseId = '7d44b840-9dc0-51d1-b245-5ffdce74fad2';

describe('events as they are stored are read for good', () => {
  goldenSamples({ decider: Purchase, types: PURCHASE_EVENT_TYPES, folder: folder('purchase') });
  goldenSamples({ decider: Activity, types: ACTIVITY_EVENT_TYPES, folder: folder('activity') });
  goldenSamples({ decider: Task, types: TASK_EVENT_TYPES, folder: folder('task') });

  it('of a purchase', () => {
    expect(fold(Purchase, purchases)).toEqual({
      refunds: new Map([['R-17', { amount: '2.50', currency: 'USD' }]]),
      cancelled: true,
    });
  });

  it('of an activity', () => {
    expect(fold(Activity, activities.slice(0, 1))).toEqual({
      activityId,
      customerId,
      activity: 'call',
      direction: 'outbound',
      occurredAt: '2026-03-02T09:30:00.000Z',
      subject: '报价',
      text: '张伟想再考虑一周',
      withdrawn: false,
    });
    expect(fold(Activity, activities)).toEqual({
      activityId,
      customerId,
      activity: 'mail',
      occurredAt: '2026-03-02T10:00:00.000Z',
      subject: 'Offer',
      withdrawn: true,
    });
  });

  it('of a task', () => {
    expect(fold(Task, tasks.slice(0, 5))).toMatchObject({ status: 'done', closedAt: '2026-03-11T08:00:00.000Z' });
    expect(fold(Task, tasks)).toEqual({
      taskId: '0195f000-0000-7000-8000-000000000001',
      customerId,
      title: '写信给张伟',
      assignee: 'eve',
      dueAt: '2026-03-12T01:00:00.000Z',
      status: 'cancelled',
      closedAt: '2026-03-13T08:00:00.000Z',
    });
  });
});

describe('publishing interactions', () => {
  const publish = (event: DomainEvent) => publishInteractions({ ...event, schemaVersion: 1 } as RecordedEvent);
  const published = [...purchases, ...activities, ...tasks].flatMap((event) => publish(event) ?? []);

  it('tells what happened, without its words', () => {
    expect(published).toEqual([
      {
        type: 'PurchaseRefunded',
        schemaVersion: 1,
        data: { purchaseId, refundId: 'R-17', amount: '2.50', currency: 'USD', occurredAt: '2026-03-02T09:30:00.000Z' },
      },
      {
        type: 'PurchaseCancelled',
        schemaVersion: 1,
        data: { purchaseId, occurredAt: '2026-03-03T00:00:00.000Z' },
      },
      {
        type: 'ActivityLogged',
        schemaVersion: 1,
        data: {
          activityId,
          customerId,
          activity: 'call',
          direction: 'outbound',
          occurredAt: '2026-03-02T09:30:00.000Z',
        },
      },
      {
        type: 'ActivityCorrected',
        schemaVersion: 1,
        data: { activityId, customerId, activity: 'mail', occurredAt: '2026-03-02T10:00:00.000Z' },
      },
      { type: 'ActivityWithdrawn', schemaVersion: 1, data: { activityId } },
    ]);
  });

  it('tells all as the contracts say', () => {
    expect(published.flatMap((contract) => contractProblems('interactions', contract))).toEqual([]);
  });

  it('declares what it publishes', () => {
    expect([...publishInteractions.origins!(undefined)!].sort()).toEqual(published.map(({ type }) => type).sort());
  });
});
