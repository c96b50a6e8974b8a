import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import { Activity, type ActivityCorrection, type ActivityEvent, type ActivityState } from './activity.js';

/** Corrects what was logged by hand. */
export class CorrectActivity extends Command<Changed<ActivityState, ActivityEvent>> {
  constructor(
    readonly activityId: string,
    readonly correction: ActivityCorrection,
    readonly reason: string,
    readonly meta: EventMeta,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(CorrectActivity)
export class CorrectActivityHandler implements ICommandHandler<CorrectActivity> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(command: CorrectActivity): Promise<Changed<ActivityState, ActivityEvent>> {
    const { activityId, correction, reason, meta, expectedVersion } = command;
    const decision = Activity.correct(correction, reason, new Date());
    return this.store.transact(Activity, activityId, decision, { meta, expectedVersion });
  }
}
