import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, memberIds, momentText, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { type ShownTask, Task, type TaskState } from '../../task/task.js';

export interface TasksPage {
  readonly items: readonly ShownTask[];
  readonly next: string | null;
  readonly total: number;
}

export const TASK_FILTERS = ['open', 'overdue', 'done', 'cancelled'] as const;
export interface TasksFilter {
  /** A reference; those merged into it are meant, too. */
  readonly customer?: string;
  readonly assignee?: string;
  readonly status?: (typeof TASK_FILTERS)[number];
  /** First due moment that belongs to it. */
  readonly dueFrom?: string;
  /** First due moment that no longer does. */
  readonly dueBefore?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Follow-ups, those due first. */
export class GetTasks extends Query<TasksPage> {
  constructor(
    readonly filter: TasksFilter,
    readonly now: Date,
  ) {
    super();
  }
}

const MATCHES = `
  ($1::uuid[] IS NULL OR t.customer_id = ANY($1))
  AND ($2::text IS NULL OR t.assignee = $2)
  AND ($3::text IS NULL OR t.status = $3)
  AND ($4::timestamptz IS NULL OR t.due_at >= $4)
  AND ($5::timestamptz IS NULL OR t.due_at < $5)`;

const PAGE = `
  SELECT t.task, t.task_id, ${momentText('t.due_at')} AS due_at_text FROM tasks.tasks t
  WHERE ${MATCHES} AND ($6::timestamptz IS NULL OR (t.due_at, t.task_id) > ($6, $7::uuid))
  ORDER BY t.due_at, t.task_id LIMIT $8`;

interface Row {
  readonly task: NonNullable<TaskState>;
  readonly task_id: string;
  readonly due_at_text: string;
}

@QueryHandler(GetTasks)
export class GetTasksHandler implements IQueryHandler<GetTasks> {
  constructor(
    private readonly database: Database,
    private readonly identityKeys: IdentityKeys,
  ) {}

  async execute({ filter, now }: GetTasks): Promise<TasksPage> {
    const after = decodeMoment(filter.cursor);
    const matches = await this.matches(filter, now);
    const [page, all] = await Promise.all([
      this.database.query<Row>(PAGE, [...matches, ...after, filter.limit + 1]),
      this.database.query<{ total: string }>(`SELECT count(*) AS total FROM tasks.tasks t WHERE ${MATCHES}`, matches),
    ]);
    const rows = page.rows.slice(0, filter.limit);
    const last = page.rows.length > filter.limit ? rows.at(-1) : undefined;
    return {
      items: rows.map(({ task }) => Task.answer(task, now)),
      next: last ? encodeMoment(last.due_at_text, last.task_id) : null,
      total: Number(all.rows[0]!.total),
    };
  }

  private async members(customer: string): Promise<string[]> {
    const canonical = await resolveCustomer(this.database, 'timeline', this.identityKeys, customer);
    return memberIds(this.database, 'timeline', canonical);
  }

  private async matches(filter: TasksFilter, now: Date): Promise<unknown[]> {
    const { customer, assignee, status, dueFrom, dueBefore } = filter;
    const overdue = status === 'overdue';
    const end = overdue ? earliest(now.toISOString(), dueBefore) : dueBefore;
    return [
      customer === undefined ? null : await this.members(customer),
      assignee ?? null,
      overdue ? 'open' : (status ?? null),
      dueFrom ?? null,
      end ?? null,
    ];
  }
}

const earliest = (one: string, other: string | undefined): string => (other !== undefined && other < one ? other : one);
