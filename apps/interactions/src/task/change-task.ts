import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Task, type TaskChange, type TaskEvent, type TaskState } from './task.js';

/** Rewords, assigns and reschedules an open task. */
export class ChangeTask extends Command<Changed<TaskState, TaskEvent>> {
  constructor(
    readonly taskId: string,
    readonly change: TaskChange,
    readonly meta: EventMeta,
    /** The version that the caller saw. */
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ChangeTask)
export class ChangeTaskHandler implements ICommandHandler<ChangeTask> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ taskId, change, meta, expectedVersion }: ChangeTask): Promise<Changed<TaskState, TaskEvent>> {
    return this.store.transact(Task, taskId, Task.change(change), { meta, expectedVersion });
  }
}
