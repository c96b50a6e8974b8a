import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { endOf, IsTime, PageQuery, ReadsView, utc } from '@clientele/platform';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ListRejected, type RejectedPage } from './list-rejected.js';

export class RejectedQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Only of this source.' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  source?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Rejected then or later.' })
  @IsOptional()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Rejected before; a date alone has that whole day (UTC) in it.',
  })
  @IsOptional()
  @IsTime()
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
  list(@Query() { from, to, ...more }: RejectedQuery): Promise<RejectedPage> {
    const range = { ...(from && { from: utc(from) }), ...(to && { to: endOf(to) }) };
    return this.queries.execute(new ListRejected({ ...more, ...range }));
  }
}
