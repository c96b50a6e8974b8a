import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Changed, TransactionalEventStore } from '@clientele/event-sourcing';
import { EVENT_STORE } from '@clientele/platform';
import {
  changeLifecycleRule,
  type LifecycleRule,
  type LifecycleRuleEvent,
  LifecycleRules,
  RULE_ID,
} from './lifecycle-rule.js';

export class ChangeLifecycleRule extends Command<Changed<LifecycleRule, LifecycleRuleEvent>> {
  constructor(
    readonly change: Partial<LifecycleRule>,
    readonly actor: string,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ChangeLifecycleRule)
export class ChangeLifecycleRuleHandler implements ICommandHandler<ChangeLifecycleRule> {
  constructor(@Inject(EVENT_STORE) private readonly store: TransactionalEventStore) {}

  execute({
    change,
    actor,
    expectedVersion,
  }: ChangeLifecycleRule): Promise<Changed<LifecycleRule, LifecycleRuleEvent>> {
    return this.store.transact(LifecycleRules, RULE_ID, changeLifecycleRule(change), {
      meta: { actor },
      ...(expectedVersion !== undefined && { expectedVersion }),
    });
  }
}
