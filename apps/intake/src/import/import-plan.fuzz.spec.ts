import { describe, expect } from '@jest/globals';
import { DomainError, MemoryEventStore } from '@clientele/event-sourcing';
import { IdentityKeys } from '@clientele/privacy';
import { always, mostly, orRefusal, orRefusalOf, wildText } from '@clientele/testing';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { FactBatch } from '../fact/fact-batch.js';
import { FACT_KINDS } from '../fact/fact-id.js';
import { planImport, type ImportPlan } from './import-plan.js';
import { ImportRows } from './import-rows.js';
import { readHead, recordsOf, type FileHead } from './read-head.js';
import { suggestMapping } from './suggest-mapping.js';

const COLUMNS = [
  'id',
  'Date',
  'Amount (USD)',
  'email',
  '手机',
  'Customer ID',
  'note',
  'clientele_row',
  '__proto__',
  'currency',
  'toString',
];
const TARGETS = [
  'id',
  'occurredAt',
  'amount',
  'currency',
  'channel',
  'customer.email',
  'customer.externalId',
  'customer.externalIds.crm',
  'customer.externalIds.__proto__',
  'attributes.note',
  'attributes.__proto__',
  'attributes.*',
  'customer.phone',
];
const column = mostly(fc.constantFrom(...COLUMNS), wildText(12));
const cell = mostly(
  fc.constantFrom('1', '2026-01-31', '12.50', 'ann@example.com', 'USD', '+12133734253', ''),
  wildText(12),
);
const pair = (right: fc.Arbitrary<string>) =>
  mostly(
    fc.tuple(fc.constantFrom(...TARGETS), right).map((both) => both.join('=')),
    wildText(16),
  );
const kind = fc.constantFrom(...FACT_KINDS);
const table = fc.tuple(
  fc.uniqueArray(column, { minLength: 1, maxLength: 6 }),
  fc.array(fc.array(cell, { minLength: 1, maxLength: 7 }), { maxLength: 4 }),
);
const said = fc.record({
  map: fc.uniqueArray(pair(column), { maxLength: 4 }),
  set: fc.uniqueArray(pair(cell), { maxLength: 2 }),
  delimiter: fc.option(mostly(fc.constantFrom(',', ';', 'tab', 'pipe', 'comma'), wildText(6)), { nil: undefined }),
  dateFormat: fc.option(mostly(fc.constantFrom('YYYY-MM-DD', 'unix'), wildText(10)), { nil: undefined }),
  country: fc.option(mostly(fc.constantFrom('CN', '德国'), wildText(6)), { nil: undefined }),
});

const headOf = async (text: string, delimiter?: string): Promise<FileHead | DomainError> => {
  const read = await orRefusalOf(
    readHead({ charset: 'utf-8', byteOrderMark: false, pieces: arriving(text) }, delimiter),
  );
  return read instanceof DomainError ? read : read.head;
};
async function* arriving(text: string): AsyncGenerator<string> {
  yield text;
}
const context = {
  keys: new IdentityKeys('a secret of some length'),
  now: Date.parse('2026-02-01'),
  importId: 'import',
};

/** Takes the rows in by a store that refuses what PostgreSQL cannot hold. */
const takeIn = async (of: (typeof FACT_KINDS)[number], plan: ImportPlan, head: FileHead) => {
  const rows = new ImportRows(of, 'shop', plan);
  const read = [...recordsOf(head.text, head.form, head.whole)].slice(1).map((record, n) => rows.read(record, n + 1));
  const batch = new FactBatch(
    read.map(({ incoming }) => incoming),
    context,
  );
  const receipts = batch.receipts(await new MemoryEventStore().transactMany(batch.changes));
  return { rows, read, receipts };
};

describe('an import', () => {
  always(
    'of whatever file, mapped in whatever way, takes its rows in or refuses them in words',
    fc.asyncProperty(
      kind,
      fc.oneof(
        wildText(80),
        table.map(([columns, rows]) => stringify([columns, ...rows])),
      ),
      said,
      async (of, text, request) => {
        const head = await headOf(text, request.delimiter);
        if (head instanceof DomainError) return;
        const plan = orRefusal(() => planImport({ kind: of, source: 'shop', ...request }, head));
        if (plan instanceof DomainError) return expect(plan.message).toMatch(/[.?]$/);
        const { rows, receipts } = await takeIn(of, plan, head);
        for (const { status, reasons } of receipts)
          if (status === 'rejected') expect(rows.words(reasons!)).toMatch(/[.?]$/);
      },
    ),
    { runs: 300 },
  );

  always(
    'has a mapping suggested that fits the file, whatever its columns are called',
    fc.asyncProperty(kind, table, async (of, [columns, rows]) => {
      const head = await headOf(stringify([columns, ...rows]));
      if (head instanceof DomainError) return;
      const { map, set } = suggestMapping(of, head.columns, rows);
      // A name with = in it, and one that stands there twice, no mapping can tell.
      fc.pre(new Set(head.columns.map((name) => name.toLowerCase())).size === head.columns.length);
      expect(orRefusal(() => planImport({ kind: of, source: 'shop', map, set }, head))).not.toBeInstanceOf(DomainError);
    }),
    { runs: 100 },
  );

  always(
    'keeps every cell that goes to an attribute under the name of its column',
    fc.asyncProperty(
      fc.uniqueArray(mostly(fc.constantFrom(...COLUMNS), fc.stringMatching(/^[a-z名.~/]{1,8}$/)), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.stringMatching(/^[a-z0-9]{1,8}$/),
      async (names, value) => {
        const columns = names.filter((name) => name !== 'clientele_row' && name !== 'who').concat('who');
        const head = await headOf(stringify([columns, columns.map(() => value)]), ',');
        if (head instanceof DomainError) throw head;
        const plan = planImport(
          { kind: 'lead', source: 'shop', map: ['customer.externalId=who', 'attributes.*=*'], set: [] },
          head,
        );
        const { read, receipts } = await takeIn('lead', plan, head);
        expect(receipts).toMatchObject([{ status: 'accepted' }]);
        const { attributes = {} } = read[0]!.incoming.record as { attributes?: object };
        expect(Object.entries(attributes)).toEqual(columns.slice(0, -1).map((name) => [name, value]));
      },
    ),
    { examples: [[['__proto__'], '0']] },
  );
});
