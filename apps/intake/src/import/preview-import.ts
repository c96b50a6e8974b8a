import { Injectable } from '@nestjs/common';
import { Config } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { cleanRecord, type CleaningContext } from '../record/clean-record.js';
import { dateFormat } from '../record/date-format.js';
import type { Reason } from '../record/reason.js';
import type { CsvRecord } from './csv-records.js';
import { ImportRows, type ImportRow } from './import-rows.js';
import { planImport, type ImportRequest } from './import-plan.js';
import { readHead, recordsOf } from './read-head.js';
import { suggestMapping, type SuggestedMapping } from './suggest-mapping.js';
import { textOf } from './upload.js';

const ROWS = 20;
const SAMPLE = 200;

export interface Preview {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly charset: string;
  readonly suggestedMapping: SuggestedMapping;
  /** The first rows as they would be understood, with the mapping given, else the suggested one. */
  readonly rows: readonly { readonly row: number; readonly record: object; readonly reasons: readonly Reason[] }[];
}

/** Shows how a file would be understood. Reads only its beginning, and keeps nothing. */
@Injectable()
export class PreviewImport {
  constructor(
    private readonly keys: IdentityKeys,
    private readonly config: Config,
  ) {}

  async show(request: ImportRequest, body: AsyncIterable<Buffer>, contentType: string | undefined): Promise<Preview> {
    const { head } = await readHead(await textOf(body, contentType), request.delimiter);
    const sample = [...firstOf(recordsOf(head.text, head.form, head.whole), SAMPLE + 1)].slice(1);
    const cells = sample.map((record) => record.cells);
    const suggested = without(request.set, suggestMapping(request.kind, head.columns, cells));
    const mapping =
      request.map.length > 0 ? request : { ...request, map: suggested.map, set: [...suggested.set, ...request.set] };
    const plan = planImport(mapping, head);
    const rows = new ImportRows(request.kind, request.source, plan);
    const context = {
      keys: this.keys,
      defaultCountry: plan.country ?? this.config.defaultCountry,
      now: Date.now(),
      dateFormat: plan.dateFormat === undefined ? undefined : dateFormat(plan.dateFormat),
    };
    return {
      columns: head.columns,
      delimiter: head.form.delimiter,
      charset: head.charset,
      suggestedMapping: suggested,
      rows: sample.slice(0, ROWS).map((record, index) => shown(rows.read(record, index + 1), context)),
    };
  }
}

/** What the sender has set needs no suggestion. */
const without = (given: readonly string[], { map, set }: SuggestedMapping): SuggestedMapping => {
  const targetOf = (pair: string): string => pair.split('=', 1)[0]!.trim();
  const taken = new Set(given.map(targetOf));
  const isOpen = (pair: string): boolean => !taken.has(targetOf(pair));
  return { map: map.filter(isOpen), set: set.filter(isOpen) };
};

const shown = ({ row, incoming }: ImportRow, context: CleaningContext): Preview['rows'][number] => {
  if (incoming.problem) return { row, record: incoming.asItCame?.() as object, reasons: [incoming.problem] };
  const { fact, reasons = [] } = cleanRecord(incoming.kind, incoming.record, context);
  if (!fact) return { row, record: incoming.record as object, reasons };
  const { factId: _id, keys: _keys, ...record } = fact.data;
  return { row, record, reasons };
};

function* firstOf(records: Iterable<CsvRecord>, count: number): Generator<CsvRecord> {
  let left = count;
  for (const record of records) {
    yield record;
    if (--left === 0) return;
  }
}
