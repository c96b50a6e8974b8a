import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { decodeMoment, encodeMoment, HttpProblem, invalidRequest, PageQuery, written } from '@clientele/platform';
import { cleanLine } from '@clientele/privacy';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CSV, NDJSON } from '../http/body-parsers.js';
import type { ImportRequest } from './import-plan.js';
import { importView, KINDS } from './import-record.js';
import { ImportStore } from './import-store.js';
import { ImportQuery } from './imports.dto.js';
import { PreviewImport, type Preview } from './preview-import.js';
import { refusedRowsCsv } from './refused-rows-csv.js';
import { Upload } from './upload.js';

const FILE = { schema: { type: 'string', format: 'binary' } } as const;

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportStore,
    private readonly upload: Upload,
    private readonly previews: PreviewImport,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Import a CSV file',
    description: 'Say its encoding: `Content-Type: text/csv; charset=gb18030`.',
  })
  @ApiConsumes(CSV[0]!)
  @ApiBody(FILE)
  @ApiAcceptedResponse({ description: 'Uploaded. Ask `Location` how far it is.' })
  async begin(
    @Query() query: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const record = await streamed(request, reply, (body, type) => this.upload.take(requestOf(query, true), body, type));
    return written(importView(record), { changed: [], location: `/intake/v1/imports/${record.id}` });
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Show how a file would be understood, and suggest a mapping',
    description: 'Only its beginning is read; nothing is kept.',
  })
  @ApiConsumes(CSV[0]!)
  @ApiBody(FILE)
  @ApiOkResponse({
    description: '`{columns, delimiter, charset, suggestedMapping: {map, set}, rows: [{row, record, reasons}]}`',
  })
  preview(
    @Query() query: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Preview> {
    return streamed(request, reply, (body, type) => this.previews.show(requestOf(query, false), body, type));
  }

  @Get()
  @ApiOperation({ summary: 'Imports, the last first' })
  async list(@Query() { limit, cursor }: PageQuery) {
    const rows = await this.imports.list(limit + 1, decodeMoment(cursor));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(importView), next: rows.length > limit && last ? encodeMoment(last.at, last.id) : null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far an import is' })
  async get(@Param('id', ParseUUIDPipe) id: string) {
    return importView(await this.imports.get(id));
  }

  @Get(':id/errors.csv')
  @ApiOperation({
    summary: 'The refused rows as they came, and why',
    description: 'Mend them and import the file again with the same source and mapping.',
  })
  @ApiProduces(CSV[0]!)
  async errors(@Param('id', ParseUUIDPipe) id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const record = await this.imports.get(id);
    void reply.headers({
      'content-type': `${CSV[0]}; charset=utf-8`,
      'content-disposition': `attachment; filename="errors-${id}.csv"`,
    });
    return Readable.from(refusedRowsCsv(record, this.imports));
  }
}

const requestOf = ({ kind, source, map, ...more }: ImportQuery, mapped: boolean): ImportRequest => {
  const named = cleanLine(source);
  if (named === '') throw invalidRequest([{ parameter: 'source', detail: 'must not be blank' }]);
  if (mapped && map.length === 0)
    throw invalidRequest([
      { parameter: 'map', detail: 'is missing: say which columns are what; POST /imports/preview suggests it' },
    ]);
  return { kind: KINDS.get(kind)!, source: named, map, ...more };
};

type Bytes = AsyncIterable<Buffer>;

/** What is left of a body that was refused is read and let go, so that its sender comes to read the answer. */
const streamed = async <T>(
  { body, headers }: FastifyRequest,
  reply: FastifyReply,
  read: (body: Bytes, contentType: string | undefined) => Promise<T>,
): Promise<T> => {
  const type = headers['content-type'];
  if (!(body instanceof Readable) || NDJSON.some((each) => type?.toLowerCase().startsWith(each)))
    throw new HttpProblem(415, 'UnsupportedMediaType', `Send the file as ${CSV[0]}.`);
  const bytes = body.iterator({ destroyOnReturn: false });
  try {
    return await read(bytes as Bytes, type);
  } finally {
    if (!body.readableEnded && !body.destroyed) {
      void reply.header('connection', 'close');
      await bytes.return?.();
      body.resume();
    }
  }
};
