import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Activity, type ActivityEvent, type ActivityState } from './activity.js';

/** Takes back what was logged by mistake; its history stays. */
export class WithdrawActivity extends Command<Changed<ActivityState, ActivityEvent>> {
  constructor(
    readonly activityId: string,
    readonly reason: string,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(WithdrawActivity)
export class WithdrawActivityHandler implements ICommandHandler<WithdrawActivity> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(command: WithdrawActivity): Promise<Changed<ActivityState, ActivityEvent>> {
    const { activityId, reason, meta, expectedVersion } = command;
    return this.store.transact(Activity, activityId, Activity.withdraw(reason), { meta, expectedVersion });
  }
}
