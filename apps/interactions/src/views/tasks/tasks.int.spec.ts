import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FeedRecord, fold } from '@clientele/event-sourcing';
import { testDatabase, type TestDatabase, viewInHand } from '@clientele/testing';
import { Task, type TaskEvent } from '../../task/task.js';
import { TasksView } from './tasks.projection.js';

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();

const open = (n: number) =>
  Task.open({ taskId: idOf(n), customerId: idOf(99), title: 'Call', note: 'soon', assignee: 'ann', dueAt: day(n) });
const DECISIONS = [
  Task.change({ title: 'Write', note: null }),
  Task.change({ assignee: 'bob', dueAt: day(20) }),
  Task.change({ assignee: null }),
  Task.done(day(21)),
  Task.reopen(),
  Task.cancel(day(22), 'sold'),
];

/** What the tasks' histories would be if these decisions were tried on them, refusals left out. */
const history = (n: number, tries: readonly number[]): TaskEvent[] =>
  tries.reduce<TaskEvent[]>(
    (events, at) => {
      try {
        return [...events, ...DECISIONS[at]!(fold(Task, events))];
      } catch {
        return events;
      }
    },
    [...open(n)(undefined)],
  );

describe('tasks', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('hold what each history folds to, however it is cut into batches', async () => {
    const tries = fc.array(fc.nat(DECISIONS.length - 1), { maxLength: 12 });
    const cut = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(tries, { minLength: 1, maxLength: 4 }), cut, async (tasks, batch) => {
        const histories = tasks.map((each, n) => history(n, each));
        const records = histories.flat().map((event) => ({ source: 'interactions', meta: {}, ...event }) as FeedRecord);
        await (await viewInHand(database.pool, new TasksView())).apply(records, batch);
        const { rows } = await database.pool.query('SELECT * FROM tasks.tasks ORDER BY task_id');
        expect(rows).toEqual(
          histories.map((events) => {
            const task = JSON.parse(JSON.stringify(fold(Task, events)));
            return {
              task_id: task.taskId,
              customer_id: task.customerId,
              assignee: task.assignee ?? null,
              due_at: new Date(task.dueAt),
              status: task.status,
              task,
            };
          }),
        );
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
