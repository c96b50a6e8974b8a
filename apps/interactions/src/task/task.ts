import { type Decider, type Decision, DomainError } from '@clientele/event-sourcing';

export type TaskStatus = 'open' | 'done' | 'cancelled';

/** What is to be done about a customer; title and note are personal. */
export interface TaskDetails {
  readonly title: string;
  readonly note?: string;
  readonly assignee?: string;
  readonly dueAt: string;
}
export interface OpenedTask extends TaskDetails {
  readonly taskId: string;
  readonly customerId: string;
}
export type TaskState = (OpenedTask & { readonly status: TaskStatus; readonly closedAt?: string }) | undefined;

interface Event<Type extends string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data & { readonly taskId: string };
}
export type TaskEvent =
  | Event<'TaskOpened', OpenedTask>
  | Event<'TaskReworded', { readonly title: string; readonly note?: string }>
  | Event<'TaskAssigned', { readonly assignee?: string }>
  | Event<'TaskRescheduled', { readonly dueAt: string }>
  | Event<'TaskDone', { readonly doneAt: string }>
  | Event<'TaskReopened'>
  | Event<'TaskCancelled', { readonly cancelledAt: string; readonly reason?: string }>;
export const TASK_EVENT_TYPES = [
  'TaskOpened',
  'TaskReworded',
  'TaskAssigned',
  'TaskRescheduled',
  'TaskDone',
  'TaskReopened',
  'TaskCancelled',
] as const satisfies readonly TaskEvent['type'][];

type Decide = Decision<TaskState, TaskEvent>;

/** The same request again has the same id, and is done already. */
const open =
  (data: OpenedTask): Decide =>
  (state) =>
    state ? [] : [{ type: 'TaskOpened', data }];

/** Fields that are left out stay as they are; null takes one away. */
export interface TaskChange {
  readonly title?: string;
  readonly note?: string | null;
  readonly assignee?: string | null;
  readonly dueAt?: string;
}

const change =
  (wanted: TaskChange): Decide =>
  (state) => {
    const task = known(state);
    const { title = task.title, dueAt = task.dueAt } = wanted;
    const note = (wanted.note === undefined ? task.note : wanted.note) ?? undefined;
    const assignee = (wanted.assignee === undefined ? task.assignee : wanted.assignee) ?? undefined;
    const { taskId } = task;
    const events: TaskEvent[] = [];
    if (title !== task.title || note !== task.note)
      events.push({ type: 'TaskReworded', data: { taskId, title, ...(note !== undefined && { note }) } });
    if (assignee !== task.assignee)
      events.push({ type: 'TaskAssigned', data: { taskId, ...(assignee !== undefined && { assignee }) } });
    if (dueAt !== task.dueAt) events.push({ type: 'TaskRescheduled', data: { taskId, dueAt } });
    if (events.length > 0 && task.status !== 'open') throw notOpen(task.status);
    return events;
  };

const done =
  (doneAt: string): Decide =>
  (state) => {
    const { taskId, status } = known(state);
    if (status === 'done') return [];
    if (status === 'cancelled') throw notOpen(status);
    return [{ type: 'TaskDone', data: { taskId, doneAt } }];
  };

const reopen = (): Decide => (state) => {
  const { taskId, status } = known(state);
  return status === 'open' ? [] : [{ type: 'TaskReopened', data: { taskId } }];
};

const cancel =
  (cancelledAt: string, reason?: string): Decide =>
  (state) => {
    const { taskId, status } = known(state);
    if (status === 'cancelled') return [];
    if (status === 'done') throw notOpen(status);
    return [{ type: 'TaskCancelled', data: { taskId, cancelledAt, ...(reason !== undefined && { reason }) } }];
  };

const known = (state: TaskState): NonNullable<TaskState> => {
  if (state) return state;
  throw new DomainError('TaskUnknown', 'missing', 'There is no task with this id.');
};

/** A task as it is shown. */
export type ShownTask = NonNullable<TaskState> & { readonly overdue: boolean };

const answer = (state: TaskState, now: Date): ShownTask => {
  const task = known(state);
  return { ...task, overdue: task.status === 'open' && Date.parse(task.dueAt) < now.getTime() };
};

const notOpen = (status: TaskStatus): DomainError =>
  new DomainError('TaskNotOpen', 'conflict', `The task is ${status}; reopen it first.`, { taskStatus: status });

const evolve = (state: TaskState, event: TaskEvent): TaskState => {
  if (event.type === 'TaskOpened') return { ...event.data, status: 'open' };
  const task = known(state);
  switch (event.type) {
    case 'TaskReworded':
      return { ...task, note: undefined, ...event.data };
    case 'TaskAssigned':
      return { ...task, assignee: undefined, ...event.data };
    case 'TaskRescheduled':
      return { ...task, ...event.data };
    case 'TaskDone':
      return { ...task, status: 'done', closedAt: event.data.doneAt };
    case 'TaskReopened':
      return { ...task, status: 'open', closedAt: undefined };
    case 'TaskCancelled':
      return { ...task, status: 'cancelled', closedAt: event.data.cancelledAt };
  }
};

export const Task = {
  name: 'task',
  initial: undefined as TaskState,
  evolve,
  open,
  change,
  done,
  reopen,
  cancel,
  /** The task as it is shown, or `TaskUnknown`. */
  answer,
} satisfies Decider<TaskState, TaskEvent> & Record<string, unknown>;
