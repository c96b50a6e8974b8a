import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { endOf, IsText, IsTime, MayBeLeftOut, PageQuery, ReadsView, utc } from '@clientele/platform';
import { IsIn } from 'class-validator';
import { TaskAnswer } from '../../task/task.responses.js';
import { GetTasks, TASK_FILTERS } from './tasks.query.js';

class TasksQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Customer id, source:id or e-mail; with those merged into them.' })
  @MayBeLeftOut()
  @IsText(500)
  customer?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsText(100)
  assignee?: string;

  @ApiPropertyOptional({ enum: TASK_FILTERS, description: 'overdue: open, though its time has passed.' })
  @MayBeLeftOut()
  @IsIn(TASK_FILTERS)
  status?: (typeof TASK_FILTERS)[number];

  @ApiPropertyOptional({ type: String, description: 'Due at this time or later.' })
  @MayBeLeftOut()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ type: String, description: 'Due before this time, or up to the end of this date (UTC).' })
  @MayBeLeftOut()
  @IsTime()
  to?: string;
}

class TasksAnswer {
  @ApiProperty({ type: [TaskAnswer] })
  items: TaskAnswer[];

  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page.' })
  next: string | null;

  @ApiProperty({ type: Number, description: 'Of all pages.' })
  total: number;
}

@ApiTags('tasks')
@ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
@ReadsView('tasks', 'timeline')
@Controller('tasks')
export class TasksController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'Follow-ups, those due first' })
  @ApiOkResponse({ type: TasksAnswer })
  list(@Query() { from, to, ...filter }: TasksQuery): Promise<unknown> {
    const range = { ...(from && { dueFrom: utc(from) }), ...(to && { dueBefore: endOf(to) }) };
    return this.queries.execute(new GetTasks({ ...filter, ...range }, new Date()));
  }
}
