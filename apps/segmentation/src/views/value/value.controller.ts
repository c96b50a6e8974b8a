import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  IntersectionType,
} from '@nestjs/swagger';
import { PageQuery, ReadsView } from '@clientele/platform';
import { GetSegments } from '../../segments/segments.query.js';
import { GetCustomerStanding } from './customer-standing.query.js';
import { GetMembers } from './members.query.js';
import { Ranking } from './ranking.js';
import { GetRfm } from './rfm.query.js';
import { CustomerStandingAnswer, MembersAnswer, RfmAnswer, SegmentsAnswer } from './value.responses.js';

class MembersQuery extends IntersectionType(PageQuery, Ranking) {}

@ApiTags('value')
@ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
@ReadsView('value')
@Controller()
export class ValueController {
  constructor(private readonly queries: QueryBus) {}

  @Get('rfm')
  @ApiOperation({ summary: 'The grid of recency, frequency and money, and the sizes of segments; now or as of a date' })
  @ApiOkResponse({ type: RfmAnswer })
  rfm(@Query() ranking: Ranking): Promise<unknown> {
    return this.queries.execute(new GetRfm(ranking));
  }

  @Get('segments')
  @ApiOperation({ summary: 'The segments and how they are defined' })
  @ApiOkResponse({ type: SegmentsAnswer })
  segments(): Promise<unknown> {
    return this.queries.execute(new GetSegments());
  }

  @Get('segments/:name/members')
  @ApiOperation({ summary: 'Customers of a segment, by id; now or as of a date' })
  @ApiOkResponse({ type: MembersAnswer })
  @ApiNotFoundResponse({ description: '`SegmentUnknown`' })
  members(@Param('name') name: string, @Query() query: MembersQuery): Promise<unknown> {
    const { limit, cursor, asOf, currency } = query;
    return this.queries.execute(new GetMembers(name, { asOf, currency }, { limit, cursor }));
  }

  @Get('customers/:ref')
  @ApiOperation({ summary: 'Scores, segment and stage of a customer, and why' })
  @ApiOkResponse({ type: CustomerStandingAnswer })
  @ApiNotFoundResponse({ description: '`CustomerUnknown`' })
  customer(@Param('ref') ref: string, @Query() ranking: Ranking): Promise<unknown> {
    return this.queries.execute(new GetCustomerStanding(ref, ranking));
  }
}
