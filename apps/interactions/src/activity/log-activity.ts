import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, EventMeta, EventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE, resolveCustomer } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { Activity, type ActivityDetails, type ActivityEvent, type ActivityState } from './activity.js';

/** Logs by hand what passed between a customer and us. */
export class LogActivity extends Command<Changed<ActivityState, ActivityEvent>> {
  constructor(
    readonly activityId: string,
    readonly customer: string,
    readonly details: ActivityDetails,
    readonly meta: EventMeta,
  ) {
    super();
  }
}

@CommandHandler(LogActivity)
export class LogActivityHandler implements ICommandHandler<LogActivity> {
  constructor(
    private readonly database: Database,
    private readonly identityKeys: IdentityKeys,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ activityId, customer, details, meta }: LogActivity): Promise<Changed<ActivityState, ActivityEvent>> {
    const customerId = await resolveCustomer(this.database, 'timeline', this.identityKeys, customer);
    const decision = Activity.log({ activityId, customerId, ...details }, new Date());
    return this.store.transact(Activity, activityId, decision, { meta, likelyNew: true });
  }
}
