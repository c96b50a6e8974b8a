import { Readable } from 'node:stream';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HttpProblem, written } from '@clientele/platform';
import type { FastifyRequest } from 'fastify';
import { ReceiptsDto } from '../fact/receipts.dto.js';
import { summary } from '../fact/summary.js';
import { TakeIn } from '../fact/take-in.js';
import { CLOUD_EVENTS } from '../http/body-parsers.js';
import { CLOUD_EVENT_TYPES, fromHeaders, toIncoming } from './cloud-event.js';

@ApiTags('facts')
@Controller('events')
export class CloudEventsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take in CloudEvents 1.0: structured, as a batch, or binary',
    description: `Types: ${[...CLOUD_EVENT_TYPES.keys()].join(', ')}. The data is a record without source and id, which the event has.`,
  })
  @ApiConsumes(...CLOUD_EVENTS, 'application/json')
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ type: ReceiptsDto })
  async takeIn(@Req() { headers, body }: FastifyRequest): Promise<unknown> {
    const { receipts, changed } = await this.commands.execute(new TakeIn(eventsOf(headers, body).map(toIncoming)));
    return written(summary(receipts), { changed });
  }
}

const eventsOf = (headers: FastifyRequest['headers'], body: unknown): unknown[] => {
  const type = headers['content-type']?.toLowerCase() ?? '';
  const [structured, batch] = CLOUD_EVENTS as [string, string];
  if (type.startsWith(batch)) {
    if (Array.isArray(body)) return body;
    throw new HttpProblem(400, 'BatchInvalid', 'A batch of CloudEvents must be a JSON array.');
  }
  if (type.startsWith(structured)) return [body];
  const isRead = !(body instanceof Readable);
  if (isRead && headers['ce-specversion'] !== undefined) return [fromHeaders(headers, body)];
  throw new HttpProblem(
    415,
    'UnsupportedMediaType',
    `Send ${structured}, ${batch}, or application/json with the event's attributes as ce- headers.`,
  );
};
