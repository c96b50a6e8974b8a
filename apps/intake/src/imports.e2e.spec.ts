import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config, createLogger, createServiceApp, openService, type OpenService } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { eventually, itWithData, testDatabase, type TestDatabase } from '@clientele/testing';
import iconv from 'iconv-lite';
import { factIdOf } from './fact/fact-id.js';
import type { importView } from './import/import-record.js';
import { intake } from './index.js';

const keys = new IdentityKeys('a secret of the test');
const logger = createLogger('silent');
const config = new Config({ shards: 4 });

let database: TestDatabase;
let service: OpenService;
let app: NestFastifyApplication;
let url: string;

const startApp = async (): Promise<void> => {
  app = await createServiceApp(intake, { config, ...service, feeds: new Map(), keys, logger });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/intake/v1`;
};

beforeAll(async () => {
  database = await testDatabase();
  service = await openService(intake, { config, databaseUrl: database.url, keys, logger });
  await startApp();
});

afterAll(async () => {
  await app?.close();
  await service?.database.close();
  await database?.close();
});

type Shown = ReturnType<typeof importView> & { error?: string; note?: string };
type Params = Record<string, string | string[]>;

const send = (path: string, params: Params, body: string | Buffer, type = 'text/csv') => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) for (const each of [value].flat()) query.append(name, each);
  return fetch(`${url}${path}?${query}`, { method: 'POST', body: body as string, headers: { 'content-type': type } });
};
const show = async (id: string) => (await (await fetch(`${url}/imports/${id}`)).json()) as Shown;
const ended = (id: string) =>
  eventually(async () => {
    const shown = await show(id);
    expect(shown.status).not.toBe('running');
    return shown;
  }, 60_000);
const importFile = async (params: Params, body: string | Buffer, type?: string): Promise<Shown> => {
  const answer = await send('/imports', params, body, type);
  const begun = (await answer.json()) as Shown;
  expect([answer.status, begun]).toEqual([202, expect.anything()]);
  expect(answer.headers.get('location')).toBe(`/intake/v1/imports/${begun.id}`);
  return ended(begun.id);
};
const errorsOf = async (id: string) => (await fetch(`${url}/imports/${id}/errors.csv`)).text();
const dataOf = async (kind: 'lead' | 'purchase', source: string, id: string) =>
  (await service.store.readStream(`fact-${factIdOf(kind, source, id)}`)).map(
    (event) => event.data as Record<string, unknown>,
  );

const purchases = (source: string): Params => ({
  kind: 'purchases',
  source,
  map: ['customer.externalId=customer', 'occurredAt=date', 'amount=amount'],
  set: 'currency=USD',
});

describe('an import', () => {
  const file =
    'customer,date,amount,more\n1,2026-01-01,10.00,x\n1,2026-01-01,10.00,x\n2,2026-01-02,"1,234.50","a\nb"\n';

  it('takes rows in; equal rows are different facts, and the same file again changes nothing', async () => {
    const first = await importFile(
      { ...purchases('equal'), map: [...(purchases('').map as string[]), 'attributes.*=*'] },
      file,
    );
    expect(first).toMatchObject({
      kind: 'purchases',
      source: 'equal',
      status: 'done',
      bytes: { total: file.length, read: file.length },
      rows: { read: 3, accepted: 3, duplicate: 0, rejected: 0 },
      secondsLeft: 0,
    });
    expect(first).not.toHaveProperty('error');
    expect(await dataOf('purchase', 'equal', 'row:3')).toMatchObject([
      {
        amount: '1234.50',
        occurredAt: '2026-01-02T00:00:00.000Z',
        attributes: { more: 'a\nb' },
        keys: [keys.external('equal', '2')],
      },
    ]);
    const again = await importFile(purchases('equal'), file);
    expect(again.rows).toEqual({ read: 3, accepted: 0, duplicate: 3, rejected: 0 });
    expect(await dataOf('purchase', 'equal', 'row:1')).toHaveLength(1);
    const list = (await (await fetch(`${url}/imports?limit=2`)).json()) as { items: Shown[] };
    expect(list.items.map(({ id }) => id)).toEqual([again.id, first.id]);
    const pageAfter = async (cursor: string) =>
      (await fetch(`${url}/imports?limit=1&cursor=${cursor}`)).json() as Promise<{ items: Shown[]; next: string }>;
    const { next } = (await (await fetch(`${url}/imports?limit=1`)).json()) as { next: string };
    expect((await pageAfter(next)).items.map(({ id }) => id)).toEqual([first.id]);
    const notOfThisList = Buffer.from('[null,"x"]').toString('base64url');
    expect(await pageAfter(notOfThisList)).toMatchObject({ code: 'InvalidCursor' });
    expect(await errorsOf(first.id)).toBe('customer,date,amount,more,clientele_row,clientele_reason\r\n');
  });

  it('knows rows by a column mapped to id', async () => {
    const params = { ...purchases('ids'), map: [...(purchases('').map as string[]), 'id=more'] };
    const shown = await importFile(
      params,
      'customer,date,amount,more\n1,2026-01-01,1,a\n1,2026-01-01,1,b\n1,2026-01-01,1,a\n1,2026-01-01,1,\n',
    );
    expect(shown.rows).toEqual({ read: 4, accepted: 2, duplicate: 1, rejected: 1 });
    expect(await errorsOf(shown.id)).toContain('4,more: It is missing.');
  });

  it('does not take the rows of another file for repeats', async () => {
    await importFile(purchases('months'), 'customer,date,amount\n1,2026-01-01,1\n2,2026-01-01,2\n');
    const other = await importFile(purchases('months'), 'customer,date,amount\n1,2026-01-01,1\n7,2026-02-01,5\n');
    expect(other.rows).toEqual({ read: 2, accepted: 0, duplicate: 1, rejected: 1 });
    expect(await errorsOf(other.id)).toMatch(
      /^7,2026-02-01,5,2,"A row of this number was taken in before .* source name of its own/m,
    );
  });

  it('names every broken row, takes the good ones in, and knows the mended ones again', async () => {
    const rows = [
      '1,2026-01-01,10',
      '2,2026-02-30,10',
      '3,2026-01-01,ten',
      '4,2026-01-01',
      '5,2026-01-01,10,extra',
      '6,2026-01-01,"10',
      '7,2026-01-01,1"0',
      '8,2026-01-01,10\xff',
      `9,2026-01-01,${'9'.repeat(10_000_000)}`,
      ',2026-01-01,10',
      '"=cmd|x",2026-01-01,bad',
      '12,,10',
      '13,2026-01-01,13',
    ];
    const broken = Buffer.from(`customer,date,amount\r\n${rows.join('\r\n')}\r\n`, 'latin1');
    const shown = await importFile(purchases('broken'), broken);
    expect(shown).toMatchObject({ status: 'done', rows: { read: 13, accepted: 2, duplicate: 0, rejected: 11 } });
    const errors = await errorsOf(shown.id);
    const lines = errors.trimEnd().split('\r\n');
    expect(lines).toHaveLength(12);
    const reasons: [number, RegExp][] = [
      [2, /^2,2026-02-30,10,2,"?date: There is no such day/],
      [3, /^3,2026-01-01,ten,3,"?amount: This is no decimal number/],
      [4, /^4,2026-01-01,,4,"?Line 5: It has 2 columns/],
      [5, /^5,2026-01-01,10,5,"?Line 6: It has 4 columns.*extra$/],
      [6, /^6,2026-01-01,"""10",6,"?Line 7: .*quote/],
      [7, /^7,2026-01-01,"1""0",7,"?Line 8: .*quote/],
      [8, /^8,2026-01-01,10\ufffd,8,"?Line 9: .*bytes that are not utf-8/],
      [9, /^9,2026-01-01,9+.*,9,"?Line 10: The record is longer/],
      [10, /^,2026-01-01,10,10,"?.*Nothing says who it is/],
      [11, /^"=cmd\|x",2026-01-01,bad,11,"?amount/],
      [12, /^12,,10,12,"?date: It is missing/],
    ];
    for (const [row, words] of reasons) expect(lines[row - 1]).toMatch(words);
    const rejected = await eventually(async () => {
      const page = (await (await fetch(`${url}/rejected?source=broken`)).json()) as {
        items: { row: number; importId: string }[];
      };
      expect(page.items.length).toBeGreaterThan(0);
      return page.items;
    });
    expect(rejected[0]!.importId).toBe(shown.id);
    const mended = lines
      .filter((_, index) => [0, 1, 2, 9].includes(index))
      .map((line) => line.replace('2026-02-30', '2026-02-28').replace(',ten,', ',10,').replace(/^,/, '10,'));
    const again = await importFile(purchases('broken'), mended.join('\r\n'));
    expect(again.rows).toEqual({ read: 3, accepted: 3, duplicate: 0, rejected: 0 });
    expect(await dataOf('purchase', 'broken', 'row:2')).toMatchObject([{ occurredAt: '2026-02-28T00:00:00.000Z' }]);
    expect(await dataOf('purchase', 'broken', 'row:10')).toHaveLength(1);
  });

  it('does not lose the rest of a file to an open quote', async () => {
    const good = Array.from({ length: 3_000 }, (_, index) => `${index},2026-01-01,1`);
    const shown = await importFile(purchases('quote'), `customer,date,amount\n"x,2026-01-01,1\n${good.join('\n')}`);
    expect(shown.rows).toEqual({ read: 3_001, accepted: 3_000, duplicate: 0, rejected: 1 });
  });

  it.each([
    ['GB18030', (text: string) => iconv.encode(text, 'gb18030'), 'text/csv; charset=GB18030'],
    ['UTF-16 with its mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'text/csv'],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`), 'text/csv; charset=utf-8'],
  ])('reads %s, semicolons and Chinese columns', async (name, encode, type) => {
    const text = '客户编号;日期;金额;姓名\n1;2026年1月2日;12,50;张伟𠮷\n2;2026-01-03;坏;李\n';
    const map = ['customer.externalId=客户编号', 'occurredAt=日期', 'amount=金额', 'customer.name=姓名'];
    const shown = await importFile({ kind: 'purchases', source: name, map, set: 'currency=CNY' }, encode(text), type);
    expect(shown.rows).toEqual({ read: 2, accepted: 1, duplicate: 0, rejected: 1 });
    expect(await dataOf('purchase', name, 'row:1')).toMatchObject([{ amount: '12.50', profile: { name: '张伟𠮷' } }]);
    const errors = await (await fetch(`${url}/imports/${shown.id}/errors.csv`)).arrayBuffer();
    expect(Buffer.from(errors).toString()).toMatch(
      /^\ufeff客户编号;日期;金额;姓名;clientele_row;clientele_reason\r\n2;2026-01-03;坏;李;2;/,
    );
  });

  it('reads dates as declared, phones by the country given, and leaves "Select" out', async () => {
    const params = {
      kind: 'leads',
      source: 'dates',
      map: ['occurredAt=d', 'customer.phone=p', 'channel=c', 'converted=x', 'customer.externalIds.crm=i'],
      dateFormat: 'DD/MM/YYYY',
      country: 'China',
      delimiter: 'tab',
    };
    const shown = await importFile(
      params,
      'd\tp\tc\tx\ti\n02/01/2026\t13800138000\tSelect\t是\t7\n2026-01-02\t13800138000\t\t0\t8\n',
    );
    expect(shown.rows).toMatchObject({ accepted: 1, rejected: 1 });
    const [lead] = await dataOf('lead', 'dates', 'row:1');
    expect(lead).toMatchObject({
      occurredAt: '2026-01-02T00:00:00.000Z',
      converted: true,
      identifiers: { phone: '+8613800138000', externalIds: [{ source: 'crm', id: '7' }] },
    });
    expect(lead).not.toHaveProperty('channel');
  });

  it('says that a file has no rows', async () => {
    expect(await importFile(purchases('none'), 'customer,date,amount\n')).toMatchObject({
      status: 'done',
      rows: { read: 0 },
      note: expect.stringContaining('no rows'),
    });
  });

  it.each<[string, Params, string | Buffer, string, RegExp]>([
    ['an empty file', {}, '', 'FileEmpty', /empty/],
    ['a workbook', {}, Buffer.from('PK\u0003\u0004xxxxxxxx'), 'NotText', /Excel/],
    ['an unknown column', { map: 'amount=amout' }, 'amount,date\n', 'ColumnUnknown', /Did you mean "amount"\?/],
    [
      'an encoding not said',
      { map: 'amount=金额' },
      iconv.encode('金额,日期\n', 'gbk'),
      'ColumnUnknown',
      /not utf-8.*charset=/,
    ],
    ['an unknown target', { map: 'amout=amount' }, 'amount,date\n', 'TargetUnknown', /Did you mean amount\?/],
    ['a column that is there twice', { map: 'amount=a' }, 'a,a\n', 'ColumnAmbiguous', /several columns/],
    ['a target mapped twice', { map: ['amount=a', 'amount=b'] }, 'a,b\n', 'MappingInvalid', /amount/],
    ['an id for all', { map: 'amount=a', set: 'id=1' }, 'a,b\n', 'MappingInvalid', /same id/],
    ['a mapping that is none', { map: 'amount' }, 'a\n', 'MappingInvalid', /target=column/],
    ['no mapping', { map: [] }, 'a\n', 'InvalidRequest', /map/],
    ['an unknown kind', { kind: 'orders', map: 'amount=a' }, 'a\n', 'InvalidRequest', /kind/],
    ['an unknown parameter', { map: 'amount=a', mapp: 'x' }, 'a\n', 'InvalidRequest', /mapp/],
    ['an unknown date format', { map: 'amount=a', dateFormat: 'soon' }, 'a\n', 'DateFormatUnknown', /YYYY/],
    ['an unknown delimiter', { map: 'amount=a', delimiter: 'x' }, 'a\n', 'DelimiterUnknown', /tab/],
  ])('refuses %s before anything is kept', async (_, params, body, code, words) => {
    const before = await database.pool.query('SELECT count(*) FROM imports');
    const answer = await send('/imports', { kind: 'purchases', source: 's', map: 'amount=amount', ...params }, body);
    expect(await answer.json()).toMatchObject({ status: 400, code, detail: expect.stringMatching(words) });
    expect(await database.pool.query('SELECT count(*) FROM imports')).toMatchObject({ rows: before.rows });
  });

  it('refuses an unknown encoding, and other types of content', async () => {
    const params = { kind: 'leads', source: 's', map: 'channel=a' };
    expect(await (await send('/imports', params, 'a\n', 'text/csv; charset=klingon')).json()).toMatchObject({
      code: 'CharsetUnknown',
    });
    expect((await send('/imports', params, '{}', 'application/json')).status).toBe(415);
    expect((await send('/imports', params, '{}', 'application/x-ndjson')).status).toBe(415);
  });

  it('answers a refusal of a big file while it is still sent', async () => {
    const answer = await send(
      '/imports',
      { kind: 'leads', source: 's', map: 'channel=b' },
      `a\n${'x\n'.repeat(20_000_000)}`,
    );
    expect(await answer.json()).toMatchObject({ code: 'ColumnUnknown' });
  });

  it('takes nothing of an upload that breaks off, and says so', async () => {
    const { host } = new URL(url);
    const query = new URLSearchParams({ kind: 'leads', source: 'broken-off', map: 'customer.externalId=a' });
    const upload = httpRequest(`http://${host}/intake/v1/imports?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
    });
    upload.on('error', () => undefined);
    upload.write(`a\n${'1\n'.repeat(2_000_000)}`);
    const uploading = () =>
      database.pool.query<{ id: string; status: string }>(`SELECT id, status FROM imports WHERE source = 'broken-off'`);
    const id = await eventually(async () => {
      const { rows } = await uploading();
      expect(rows[0]?.status).toBe('uploading');
      return rows[0]!.id;
    });
    upload.destroy();
    expect(
      await eventually(async () => {
        const shown = await show(id);
        expect(shown.status).toBe('interrupted');
        return shown;
      }),
    ).toMatchObject({ rows: { read: 0 }, error: expect.stringContaining('send the file again') });
    expect((await database.pool.query('SELECT 1 FROM import_chunks')).rowCount).toBe(0);
  });

  it('gives up an upload whose process has died', async () => {
    const id = crypto.randomUUID();
    await database.pool.query(
      `INSERT INTO imports (id, kind, source, status, plan, touched_at)
       VALUES ($1, 'lead', 'forsaken', 'uploading', '{}', now() - interval '1 minute')`,
      [id],
    );
    const status = (await (await fetch(`${url}/operations/status`)).json()) as object;
    expect(status).toMatchObject({ pending: { imports: 0 } });
    await eventually(async () =>
      expect(await show(id)).toMatchObject({ status: 'interrupted', error: expect.stringContaining('broke off') }),
    );
  });

  it('goes on where it was when the service is stopped and started again', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},2026-01-01,${index}.50`);
    const answer = await send('/imports', purchases('stopped'), `customer,date,amount\n${rows.join('\n')}`);
    const { id } = (await answer.json()) as Shown;
    await eventually(async () => expect((await show(id)).rows.read).toBeGreaterThan(0));
    await app.close();
    const half = await database.pool.query<{ read: number; events: number }>(
      `SELECT rows_read::int AS read, (SELECT count(*)::int FROM events WHERE data ->> 'source' = 'stopped') AS events FROM imports WHERE id = $1`,
      [id],
    );
    expect(half.rows[0]!.read).toBeLessThan(30_000);
    expect(half.rows[0]!.events).toBe(half.rows[0]!.read);
    await startApp();
    expect(await ended(id)).toMatchObject({
      status: 'done',
      rows: { read: 30_000, accepted: 30_000, duplicate: 0, rejected: 0 },
    });
  });

  it('goes on when the database is well again, however often it has failed meanwhile', async () => {
    await database.pool.query(`
      CREATE SEQUENCE attempts;
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM nextval('attempts');
        RAISE 'No space left on device' USING ERRCODE = 'disk_full';
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON events EXECUTE FUNCTION fail();`);
    const answer = await send('/imports', purchases('full'), 'customer,date,amount\n1,2026-01-01,10.00');
    const { id } = (await answer.json()) as Shown;
    await eventually(async () => {
      const { rows } = await database.pool.query<{ attempts: number }>(
        'SELECT last_value::int AS attempts FROM attempts',
      );
      expect(rows[0]!.attempts).toBeGreaterThan(5);
    }, 60_000);
    await database.pool.query('DROP TRIGGER fail ON events');
    expect(await ended(id)).toMatchObject({ status: 'done', rows: { accepted: 1 } });
  });

  it('shows a preview with a suggested mapping', async () => {
    const answer = await send(
      '/imports/preview',
      { kind: 'purchases', source: 'cdnow' },
      'customer_id,date,quantity,amount_usd\n00001,1997-01-01,1,11.77\n2,1997-01-41,1,x\n',
    );
    expect(await answer.json()).toMatchObject({
      columns: ['customer_id', 'date', 'quantity', 'amount_usd'],
      delimiter: ',',
      charset: 'utf-8',
      suggestedMapping: {
        map: ['customer.externalId=customer_id', 'occurredAt=date', 'quantity=quantity', 'amount=amount_usd'],
        set: ['currency=USD'],
      },
      rows: [
        {
          row: 1,
          record: {
            amount: '11.77',
            currency: 'USD',
            occurredAt: '1997-01-01T00:00:00.000Z',
            identifiers: { externalIds: [{ source: 'cdnow', id: '00001' }] },
          },
          reasons: [],
        },
        { row: 2, reasons: [{ pointer: '/occurredAt' }, { pointer: '/amount' }] },
      ],
    });
    const given = await send(
      '/imports/preview',
      { kind: 'purchases', source: 'x', set: ['currency=EUR', 'quantity=2'] },
      'email,date,quantity,amount_usd\na@example.com,2026-01-01,1,11.77\n',
    );
    expect(await given.json()).toMatchObject({
      suggestedMapping: { map: ['customer.email=email', 'occurredAt=date', 'amount=amount_usd'], set: [] },
      rows: [{ record: { currency: 'EUR', quantity: 2 }, reasons: [] }],
    });
    const chinese = await send(
      '/imports/preview',
      { kind: 'leads', source: 'x' },
      '联系方式,姓名,来源,杂项\nann@example.com,张伟,Google,7\n',
    );
    expect(await chinese.json()).toMatchObject({
      suggestedMapping: { map: ['customer.name=姓名', 'channel=来源', 'customer.email=联系方式'] },
    });
  });
});

describe('real data', () => {
  itWithData(
    'cdnow-purchases.csv',
    'takes all purchases of CDNOW in, and none twice',
    async (file) => {
      const cdnow = readFileSync(file);
      const map = ['customer.externalId=customer_id', 'occurredAt=date', 'quantity=quantity', 'amount=amount_usd'];
      const params = { kind: 'purchases', source: 'cdnow', map, set: 'currency=USD' };
      const shown = await importFile(params, cdnow);
      expect(shown.rows).toEqual({ read: 69_659, accepted: 69_659, duplicate: 0, rejected: 0 });
      const { rows } = await database.pool.query(
        `SELECT count(DISTINCT data -> 'keys' ->> 0)::int AS customers, sum((data ->> 'amount')::numeric) AS revenue,
              sum((data ->> 'quantity')::numeric)::int AS quantity
         FROM events WHERE data ->> 'source' = 'cdnow'`,
      );
      expect(rows).toEqual([{ customers: 23_570, revenue: '2500315.63', quantity: 167_881 }]);
      expect((await importFile(params, cdnow)).rows).toEqual({
        read: 69_659,
        accepted: 0,
        duplicate: 69_659,
        rejected: 0,
      });
      console.info(`CDNOW: ${shown.rowsPerSecond} rows/s`);
    },
    120_000,
  );

  itWithData(
    'x-education-leads.csv',
    'takes all leads of X Education in, Google as one channel',
    async (file) => {
      const leads = readFileSync(file);
      const map = [
        'customer.externalId=Prospect ID',
        'channel=Lead Source',
        'converted=Converted',
        'customer.country=Country',
        'customer.city=City',
        'attributes.*=*',
      ];
      const shown = await importFile({ kind: 'leads', source: 'x-education', map }, leads);
      expect(shown.rows).toEqual({ read: 9_240, accepted: 9_240, duplicate: 0, rejected: 0 });
      const { rows } = await database.pool.query<{ channel: string | null; leads: number }>(
        `SELECT data ->> 'channel' AS channel, count(*)::int AS leads FROM events WHERE data ->> 'source' = 'x-education' GROUP BY 1`,
      );
      const byChannel = new Map(rows.map(({ channel, leads: count }) => [channel, count]));
      expect([byChannel.get('Google'), byChannel.get(null), byChannel.get('Olark Chat'), byChannel.size]).toEqual([
        2_873, 36, 1_755, 21,
      ]);
      const converted = await database.pool.query(
        `SELECT count(*)::int AS n FROM events WHERE data ->> 'source' = 'x-education' AND data ->> 'converted' = 'true'`,
      );
      expect(converted.rows).toEqual([{ n: 3_561 }]);
    },
    60_000,
  );
});
