import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Changed, EventStore } from '@clientele/event-sourcing';
import { Actor, EVENT_STORE, IdPipe, IfMatch, ReadsView, requestId, utc, written } from '@clientele/platform';
import { Activity, type ActivityState } from './activity.js';
import { ActivityCorrectionRequest, ActivityRequest, WithdrawalRequest } from './activity.requests.js';
import { ActivityAnswer } from './activity.responses.js';
import { CorrectActivity } from './correct-activity.js';
import { LogActivity } from './log-activity.js';
import { WithdrawActivity } from './withdraw-activity.js';

@ApiTags('activities')
@ApiHeader({ name: 'Clientele-Actor', required: false, description: 'Who does it.' })
@Controller('activities')
export class ActivityController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Post()
  @ReadsView('timeline')
  @ApiOperation({ summary: 'Logs by hand a call, mail, message or visit' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same request again is done once.' })
  @ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
  @ApiCreatedResponse({ type: ActivityAnswer })
  async log(
    @Body() request: ActivityRequest,
    @Actor() actor: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    const id = requestId(idempotencyKey, 'activity', request);
    const { customer, ...words } = request;
    const occurredAt = request.occurredAt === undefined ? new Date().toISOString() : utc(request.occurredAt);
    const changed = await this.commands.execute(new LogActivity(id, customer, { ...words, occurredAt }, { actor }));
    return answer(changed, { location: `/interactions/v1/activities/${id}` });
  }

  @Get(':id')
  @ApiOperation({ summary: 'An activity logged by hand' })
  @ApiOkResponse({ type: ActivityAnswer })
  async get(@Param('id', IdPipe) id: string) {
    const { state, version } = await this.store.load(Activity, id);
    return written(Activity.known(state), { changed: [], etag: version });
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Corrects an activity logged by hand; what is left out stays, null takes away' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag seen; another version is refused.' })
  @ApiOkResponse({ type: ActivityAnswer })
  async correct(
    @Param('id', IdPipe) id: string,
    @Body() { reason, ...request }: ActivityCorrectionRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    const { occurredAt } = request;
    const correction = { ...request, ...(occurredAt !== undefined && { occurredAt: utc(occurredAt) }) };
    return answer(await this.commands.execute(new CorrectActivity(id, correction, reason, { actor }, version)));
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes back an activity that was logged by mistake; its history stays' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag seen; another version is refused.' })
  @ApiOkResponse({ type: ActivityAnswer })
  async withdraw(
    @Param('id', IdPipe) id: string,
    @Body() { reason }: WithdrawalRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    return answer(await this.commands.execute(new WithdrawActivity(id, reason, { actor }, version)));
  }
}

const answer = (changed: Changed<ActivityState>, options: { readonly location?: string } = {}): unknown =>
  written(Activity.known(changed.state), { changed: [changed], etag: changed.version, ...options });
