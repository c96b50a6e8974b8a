import { type FeedRecord, fold, type Sql, type View } from '@clientele/event-sourcing';
import { Task, TASK_EVENT_TYPES, type TaskEvent, type TaskState } from '../../task/task.js';

type KnownTask = NonNullable<TaskState>;

/** Follow-ups, one row each. */
export class TasksView implements View {
  readonly name = 'tasks';
  readonly version = 1;
  readonly sources = { interactions: TASK_EVENT_TYPES };

  async create(tx: Sql): Promise<void> {
    await tx.query(`
      CREATE TABLE tasks (
        task_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        assignee text,
        due_at timestamptz NOT NULL,
        status text NOT NULL,
        task jsonb NOT NULL
      );
      CREATE INDEX ON tasks (customer_id);
      CREATE INDEX ON tasks (due_at, task_id);
      CREATE INDEX ON tasks (due_at, task_id) WHERE status = 'open';
      CREATE INDEX ON tasks (assignee, due_at, task_id);`);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const streams = Map.groupBy(records as readonly (FeedRecord & TaskEvent)[], (event) => event.data.taskId);
    const before = await load(tx, [...streams.keys()]);
    await save(
      tx,
      [...streams].map(([id, events]) => fold(Task, events, before.get(id))!),
    );
  }
}

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, KnownTask>> => {
  const { rows } = await tx.query<{ task_id: string; task: KnownTask }>(
    'SELECT task_id, task FROM tasks WHERE task_id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.task_id, row.task]));
};

const save = async (tx: Sql, tasks: readonly KnownTask[]): Promise<void> => {
  await tx.query(
    `INSERT INTO tasks (task_id, customer_id, assignee, due_at, status, task)
     SELECT (t->>'taskId')::uuid, (t->>'customerId')::uuid, t->>'assignee', (t->>'dueAt')::timestamptz, t->>'status', t
     FROM jsonb_array_elements($1::jsonb) AS t
     ON CONFLICT (task_id) DO UPDATE
     SET assignee = excluded.assignee, due_at = excluded.due_at, status = excluded.status, task = excluded.task`,
    [JSON.stringify(tasks)],
  );
};
