import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { PageQuery, ReadsView } from '@clientele/platform';
import { IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListRejected, type RejectedPage } from './list-rejected.js';

export class RejectedQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Only of this source.' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  source?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Rejected then or later.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Rejected before.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

@ApiTags('facts')
@Controller('rejected')
export class RejectedController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ReadsView('rejected')
  @ApiOperation({ summary: 'Rejected records with their reasons, the last first, to mend and send again' })
  @ApiOkResponse({ description: '`{items, next}`' })
  list(@Query() query: RejectedQuery): Promise<RejectedPage> {
    return this.queries.execute(new ListRejected(query));
  }
}
