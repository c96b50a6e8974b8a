import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Changed, EventStore } from '@clientele/event-sourcing';
import { Actor, EVENT_STORE, IdPipe, IfMatch, ReadsView, requestId, utc, written } from '@clientele/platform';
import { ChangeTask } from './change-task.js';
import { CloseTask } from './close-task.js';
import { OpenTask } from './open-task.js';
import { ReopenTask } from './reopen-task.js';
import { TaskCancellationRequest, TaskChangeRequest, TaskRequest } from './task.requests.js';
import { TaskAnswer } from './task.responses.js';
import { Task, type TaskState } from './task.js';

const IF_MATCH = { name: 'If-Match', required: false, description: 'The ETag seen; another version is refused.' };

@ApiTags('tasks')
@ApiHeader({ name: 'Clientele-Actor', required: false, description: 'Who does it.' })
@Controller('tasks')
export class TaskController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Post()
  @ReadsView('timeline')
  @ApiOperation({ summary: 'Opens a follow-up for a customer' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same request again is done once.' })
  @ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
  @ApiCreatedResponse({ type: TaskAnswer })
  async open(
    @Body() request: TaskRequest,
    @Actor() actor: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    const id = requestId(idempotencyKey, 'task', request);
    const { customer, dueAt, ...details } = request;
    const task = { ...details, dueAt: utc(dueAt) };
    const changed = await this.commands.execute(new OpenTask(id, customer, task, { actor }));
    return answer(changed, `/interactions/v1/tasks/${id}`);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A follow-up' })
  @ApiOkResponse({ type: TaskAnswer })
  async get(@Param('id', IdPipe) id: string) {
    const { state, version } = await this.store.load(Task, id);
    return written(Task.answer(state, new Date()), { changed: [], etag: version });
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rewords, assigns or reschedules an open task; what is left out stays, null takes away' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: TaskAnswer })
  async change(
    @Param('id', IdPipe) id: string,
    @Body() { dueAt, ...request }: TaskChangeRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    const change = { ...request, ...(dueAt !== undefined && { dueAt: utc(dueAt) }) };
    return answer(await this.commands.execute(new ChangeTask(id, change, { actor }, version)));
  }

  @Post(':id/done')
  @HttpCode(200)
  @ApiOperation({ summary: 'Says that a task is done' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: TaskAnswer })
  async done(@Param('id', IdPipe) id: string, @Actor() actor: string, @IfMatch() version?: number) {
    return answer(await this.commands.execute(new CloseTask(id, 'done', undefined, { actor }, version)));
  }

  @Post(':id/reopening')
  @HttpCode(200)
  @ApiOperation({ summary: 'Opens a task again that was done or cancelled' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: TaskAnswer })
  async reopen(@Param('id', IdPipe) id: string, @Actor() actor: string, @IfMatch() version?: number) {
    return answer(await this.commands.execute(new ReopenTask(id, { actor }, version)));
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Says that a task is not to be done after all' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: TaskAnswer })
  async cancel(
    @Param('id', IdPipe) id: string,
    @Body() { reason }: TaskCancellationRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    return answer(await this.commands.execute(new CloseTask(id, 'cancelled', reason, { actor }, version)));
  }
}

const answer = (changed: Changed<TaskState>, location?: string): unknown =>
  written(Task.answer(changed.state, new Date()), { changed: [changed], etag: changed.version, location });
