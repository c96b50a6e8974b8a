import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { endOf, IsText, IsTime, MayBeLeftOut, PageQuery, ReadsView, utc } from '@clientele/platform';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import { TIMELINE_KINDS, type TimelineKind } from './timeline-entry.js';
import { GetTimeline } from './timeline.query.js';
import { TimelineAnswer, WaitingAnswer } from './timeline.responses.js';
import { GetWaiting } from './waiting.query.js';

const AFTER = { name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' };

class TimelineQuery extends PageQuery {
  @ApiPropertyOptional({ enum: TIMELINE_KINDS, isArray: true, description: 'Several by commas, or repeated.' })
  @MayBeLeftOut()
  @Transform(({ value }) => [value].flat().flatMap((text) => (typeof text === 'string' ? text.split(',') : [text])))
  @IsIn(TIMELINE_KINDS, { each: true })
  kind?: TimelineKind[];

  @ApiPropertyOptional({ type: String, description: 'At this time or later; a date is its midnight in UTC.' })
  @MayBeLeftOut()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ type: String, description: 'Before this time, or up to the end of this date (UTC).' })
  @MayBeLeftOut()
  @IsTime()
  to?: string;
}

class WaitingQuery extends PageQuery {
  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsText(500)
  source?: string;
}

@ApiTags('timeline')
@ReadsView('timeline')
@Controller()
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get('customers/:ref/timeline')
  @ApiOperation({ summary: 'What passed between us and a customer, with those merged into them; newest first' })
  @ApiHeader(AFTER)
  @ApiOkResponse({ type: TimelineAnswer })
  @ApiNotFoundResponse({ description: '`CustomerUnknown`' })
  timeline(@Param('ref') ref: string, @Query() { kind, from, to, limit, cursor }: TimelineQuery): Promise<unknown> {
    const range = { ...(from && { from: utc(from) }), ...(to && { before: endOf(to) }) };
    return this.queries.execute(new GetTimeline(ref, { kinds: kind, ...range, limit, cursor }));
  }

  @Get('waiting')
  @ApiOperation({ summary: 'Facts that wait for their customer to be known, oldest first' })
  @ApiHeader(AFTER)
  @ApiOkResponse({ type: WaitingAnswer })
  waiting(@Query() { source, limit, cursor }: WaitingQuery): Promise<unknown> {
    return this.queries.execute(new GetWaiting(source, limit, cursor));
  }
}
