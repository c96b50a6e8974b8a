import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { Task, type TaskDetails, type TaskEvent, type TaskState } from './task.js';

/** Opens a follow-up for a customer. */
export class OpenTask extends Command<Changed<TaskState, TaskEvent>> {
  constructor(
    readonly taskId: string,
    readonly customer: string,
    readonly details: TaskDetails,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(OpenTask)
export class OpenTaskHandler implements ICommandHandler<OpenTask> {
  constructor(
    private readonly database: Database,
    private readonly identityKeys: IdentityKeys,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ taskId, customer, details, meta }: OpenTask): Promise<Changed<TaskState, TaskEvent>> {
    const customerId = await resolveCustomer(this.database, 'timeline', this.identityKeys, customer);
    const decision = Task.open({ taskId, customerId, ...details });
    return this.store.transact(Task, taskId, decision, { meta, likelyNew: true });
  }
}
