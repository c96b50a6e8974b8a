import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

export const NDJSON = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'];
export const CSV = [
  'text/csv',
  'text/tab-separated-values',
  'text/plain',
  'application/csv',
  'application/vnd.ms-excel',
];
export const CLOUD_EVENTS = ['application/cloudevents+json', 'application/cloudevents-batch+json'];

/** Hands the bodies that are taken in as streams to their routes unread; CloudEvents as JSON. */
@Injectable()
export class BodyParsers implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser([...NDJSON, ...CSV, 'application/octet-stream'], (_request, stream, done) =>
      done(null, stream),
    );
    fastify.addContentTypeParser(CLOUD_EVENTS, { parseAs: 'string' }, fastify.getDefaultJsonParser('ignore', 'ignore'));
  }
}
