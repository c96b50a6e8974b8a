import { Readable } from 'node:stream';
import { applyDecorators, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HttpProblem, written } from '@clientele/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NDJSON } from '../http/body-parsers.js';
import { streamReceipts } from '../http/stream-receipts.js';
import type { FactKind } from './fact-id.js';
import { FindReceipt } from './find-receipt.js';
import { ReceiptDto, ReceiptsDto } from './receipts.dto.js';
import { recordSchema } from './record.dto.js';
import { summary } from './summary.js';
import { TakeIn } from './take-in.js';

const TakesIn = (path: string, kind: FactKind) =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    ApiOperation({
      summary: `Take in ${path}`,
      description:
        'One record, a list, or NDJSON of any length (a receipt comes back per line, as lines). Every record gets a ' +
        'receipt, in order; a bad one harms no other. Read the answer to NDJSON while you send.',
    }),
    ApiConsumes('application/json', NDJSON[0]!),
    ApiBody({ schema: recordSchema(kind) }),
    ApiOkResponse({ type: ReceiptsDto }),
  );

@ApiTags('facts')
@Controller()
export class FactsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @TakesIn('leads', 'lead')
  leads(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    return this.takeIn('lead', request, reply);
  }

  @TakesIn('purchases', 'purchase')
  purchases(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    return this.takeIn('purchase', request, reply);
  }

  @TakesIn('activities', 'activity')
  activities(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    return this.takeIn('activity', request, reply);
  }

  @Get('receipts/:id')
  @ApiOperation({ summary: 'The receipt of a record' })
  @ApiOkResponse({ type: ReceiptDto })
  receipt(@Param('id', ParseUUIDPipe) id: string): Promise<ReceiptDto> {
    return this.queries.execute(new FindReceipt(id)) as Promise<ReceiptDto>;
  }

  private async takeIn(kind: FactKind, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { body, headers } = request;
    if (body instanceof Readable) return this.takeInLines(kind, body, String(headers['content-type']), reply);
    const records = Array.isArray(body) ? body : [body];
    const { receipts, changed } = await this.commands.execute(
      new TakeIn(records.map((record: unknown) => ({ kind, record }))),
    );
    return written(summary(receipts), { changed });
  }

  private takeInLines(kind: FactKind, body: Readable, contentType: string, reply: FastifyReply): Promise<unknown> {
    if (!NDJSON.some((type) => contentType.toLowerCase().startsWith(type)))
      throw new HttpProblem(415, 'UnsupportedMediaType', `Send application/json, or lines of JSON as ${NDJSON[0]}.`);
    const takeIn = async (records: TakeIn['records']) => (await this.commands.execute(new TakeIn(records))).receipts;
    const lines = Readable.from(streamReceipts(kind, body, takeIn), {
      objectMode: true,
      highWaterMark: 1,
    });
    void reply.header('content-type', `${NDJSON[0]}; charset=utf-8`);
    return Promise.resolve(lines);
  }
}
