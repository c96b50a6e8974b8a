import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Task, type TaskEvent, type TaskState } from './task.js';

/** Done, or not to be done after all. */
export class CloseTask extends Command<Changed<TaskState, TaskEvent>> {
  constructor(
    readonly taskId: string,
    readonly as: 'done' | 'cancelled',
    readonly reason: string | undefined,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(CloseTask)
export class CloseTaskHandler implements ICommandHandler<CloseTask> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ taskId, as, reason, meta, expectedVersion }: CloseTask): Promise<Changed<TaskState, TaskEvent>> {
    const now = new Date().toISOString();
    const decision = as === 'done' ? Task.done(now) : Task.cancel(now, reason);
    return this.store.transact(Task, taskId, decision, { meta, expectedVersion });
  }
}
