import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { prefersCsv } from './accept.js';
import type { Report } from './reports/report.js';

/** Answers a report as JSON, or as CSV where `Accept` asks for it. */
@Injectable()
export class ReportInterceptor implements NestInterceptor<Report, object | string> {
  intercept(context: ExecutionContext, next: CallHandler<Report>): Observable<object | string> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const isCsv = prefersCsv(http.getRequest<FastifyRequest>().headers.accept);
    return next.handle().pipe(
      map(({ body, columns, table }) => {
        void reply.header('vary', 'Accept');
        if (!isCsv) return body;
        void reply.header('content-type', 'text/csv; charset=utf-8');
        // A channel comes from outside: as a formula it would run in a spreadsheet.
        return stringify([...table], {
          header: true,
          columns: [...columns],
          escape_formulas: true,
          record_delimiter: 'windows',
        });
      }),
    );
  }
}
