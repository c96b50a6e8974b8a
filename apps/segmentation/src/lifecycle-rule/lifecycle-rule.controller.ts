import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsInt, IsOptional } from 'class-validator';
import type { TransactionalEventStore } from '@clientele/event-sourcing';
import { Actor, EVENT_STORE, IfMatch, written } from '@clientele/platform';
import { ChangeLifecycleRule } from './change-lifecycle-rule.js';
import { type LifecycleRule, LifecycleRules, RULE_ID } from './lifecycle-rule.js';

export class LifecycleRuleChange {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 36_500, example: 365 })
  @IsOptional()
  @IsInt()
  lapsedAfterDays?: number;

  @ApiPropertyOptional({ type: Number, minimum: 2, maximum: 1_000, example: 2 })
  @IsOptional()
  @IsInt()
  repeatFrom?: number;
}

export class LifecycleRuleAnswer implements LifecycleRule {
  @ApiProperty({ type: Number, description: 'Days of 24 hours after the last purchase until a customer has lapsed.' })
  lapsedAfterDays: number;

  @ApiProperty({ type: Number, description: 'Purchases from which on a customer is a repeat one.' })
  repeatFrom: number;
}

@ApiTags('life cycle')
@Controller('lifecycle-rule')
export class LifecycleRuleController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: TransactionalEventStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'When a customer counts as prospect, first-time, repeat or lapsed' })
  @ApiOkResponse({ type: LifecycleRuleAnswer, headers: { ETag: { description: 'For If-Match.' } } })
  async rule(): Promise<unknown> {
    const { state, version } = await this.store.load(LifecycleRules, RULE_ID);
    return written(state, { changed: [], etag: version });
  }

  @Put()
  @ApiOperation({ summary: 'Change the rule; what is left out stays. All customers are placed anew.' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag as it was read.' })
  @ApiHeader({ name: 'Clientele-Actor', required: false, description: 'Who changes it.' })
  @ApiOkResponse({ type: LifecycleRuleAnswer })
  async change(
    @Body() change: LifecycleRuleChange,
    @Actor() actor: string,
    @IfMatch() expectedVersion?: number,
  ): Promise<unknown> {
    const changed = await this.commands.execute(new ChangeLifecycleRule(change, actor, expectedVersion));
    return written(changed.state, { changed: [changed], etag: changed.version });
  }
}
