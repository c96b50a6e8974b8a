import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQuery, ReadsView } from '@clientele/platform';
import { CustomerRefs } from '../../customer/customer-refs.js';
import { GetHistory } from './get-history.js';
import { HistoryPageResponse } from './history.responses.js';

@ApiTags('customers')
@ReadsView('duplicates')
@Controller('customers/:ref/history')
export class HistoryController {
  constructor(
    private readonly queries: QueryBus,
    private readonly refs: CustomerRefs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What happened to a customer and to those merged into it, by whom and when; newest first' })
  @ApiOkResponse({ type: HistoryPageResponse })
  async history(@Param('ref') ref: string, @Query() page: PageQuery) {
    return this.queries.execute(new GetHistory(await this.refs.family(ref), page));
  }
}
