import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery, ReadsView } from '@clientele/platform';
import { DuplicatePageResponse } from './duplicates.responses.js';
import { DUPLICATE_STATUSES, ListDuplicates, type DuplicateStatus } from './list-duplicates.js';

class DuplicatesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DUPLICATE_STATUSES, default: 'open' })
  @IsOptional()
  @IsIn(DUPLICATE_STATUSES)
  status: DuplicateStatus = 'open';
}

@ApiTags('possible duplicates')
@ReadsView('duplicates', 'profile')
@Controller('possible-duplicates')
export class DuplicatesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Customers that may be one person, since an identifier leads to both; newest first' })
  @ApiOkResponse({ type: DuplicatePageResponse })
  list(@Query() { status, limit, cursor }: DuplicatesQuery) {
    return this.queries.execute(new ListDuplicates(status, { limit, cursor }));
  }
}
