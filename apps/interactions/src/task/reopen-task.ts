import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Task, type TaskEvent, type TaskState } from './task.js';

/** It is to be done after all, or again. */
export class ReopenTask extends Command<Changed<TaskState, TaskEvent>> {
  constructor(
    readonly taskId: string,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ReopenTask)
export class ReopenTaskHandler implements ICommandHandler<ReopenTask> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute({ taskId, meta, expectedVersion }: ReopenTask): Promise<Changed<TaskState, TaskEvent>> {
    return this.store.transact(Task, taskId, Task.reopen(), { meta, expectedVersion });
  }
}
