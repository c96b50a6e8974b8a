import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventStore, Sql, TransactionalEventStore } from '@clientele/event-sourcing';
import { Config, createLogger, openService, type OpenService } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { v7 } from 'uuid';
import { intake } from '../index.js';
import { planImport } from './import-plan.js';
import { ImportRun, type RunTools } from './import-run.js';
import { ImportStore } from './import-store.js';
import { readHead } from './read-head.js';
import { Spool } from './spool.js';

const keys = new IdentityKeys('a secret of the test');
const ROWS = 12_345;
const isBad = (row: number) => row % 1_000 === 7;
const file = `a,b\n${Array.from({ length: ROWS }, (_, at) => `客${at},${isBad(at + 1) ? 'bad' : at}`).join('\n')}\n`;

async function* piecesOf(text: string): AsyncGenerator<string> {
  yield text;
}

describe('an import run', () => {
  let database: TestDatabase;
  let service: OpenService;
  let imports: ImportStore;
  let spool: Spool;

  beforeAll(async () => {
    database = await testDatabase();
    const options = {
      config: new Config({ shards: 4 }),
      databaseUrl: database.url,
      keys,
      logger: createLogger('silent'),
    };
    service = await openService(intake, options);
    imports = new ImportStore(service.database);
    spool = new Spool(service.database);
  });

  afterAll(async () => {
    await service?.database.close();
    await database?.close();
  });

  const uploaded = async (source: string): Promise<string> => {
    const id = v7();
    const { head } = await readHead({ charset: 'utf-8', byteOrderMark: false, pieces: piecesOf(file) });
    const map = ['customer.externalId=a', 'amount=b'];
    const plan = planImport({ kind: 'purchase', source, map, set: ['currency=USD', 'occurredAt=2026-01-01'] }, head);
    await imports.begin(id, 'purchase', source, plan);
    expect(await spool.write(id, piecesOf(file))).toBe(Buffer.byteLength(file));
    await imports.uploaded(id);
    return id;
  };
  const run = async (id: string, store: TransactionalEventStore = service.store): Promise<void> => {
    const tools: RunTools = { store, imports, spool, context: { keys } };
    await new ImportRun(await imports.get(id), tools, () => false).go();
  };
  const expectExact = async (id: string, source: string): Promise<void> => {
    const rejected = Array.from({ length: ROWS }, (_, at) => at + 1).filter(isBad);
    expect(await imports.get(id)).toMatchObject({
      status: 'done',
      rowsRead: ROWS,
      accepted: ROWS - rejected.length,
      duplicate: 0,
      rejected: rejected.length,
      bytesRead: Buffer.byteLength(file),
    });
    expect((await imports.refused(id, 0, 1_000)).map(({ row, line }) => [row, line])).toEqual(
      rejected.map((row) => [row, row + 1]),
    );
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS facts, count(DISTINCT data ->> 'sourceId')::int AS rows FROM events
        WHERE type = 'PurchaseReceived' AND data ->> 'source' = $1`,
      [source],
    );
    expect(rows).toEqual([{ facts: ROWS - rejected.length, rows: ROWS - rejected.length }]);
    expect((await database.pool.query('SELECT 1 FROM import_chunks WHERE import_id = $1', [id])).rowCount).toBe(0);
  };

  it('counts exactly when two processes run the same import at once', async () => {
    const id = await uploaded('both');
    await Promise.all([run(id), run(id)]);
    // The one that was overtaken leaves the import to the other.
    if ((await imports.get(id)).status === 'running') await run(id);
    await expectExact(id, 'both');
  });

  it('goes on after dying at any batch, before or after its commit', async () => {
    const id = await uploaded('dying');
    for (let deaths = 0; (await imports.get(id)).status === 'running'; deaths++) {
      expect(deaths).toBeLessThan(50);
      await run(id, dyingStore(service.store, 1 + (deaths % 2), deaths % 3 === 0)).catch(() => undefined);
    }
    await expectExact(id, 'dying');
  });
});

/** Dies in a transaction, or right after it. */
const dyingStore = (store: TransactionalEventStore, commits: number, afterCommit: boolean): TransactionalEventStore => {
  let left = commits;
  const dying = Object.create(store) as { transaction: TransactionalEventStore['transaction'] };
  dying.transaction = async <T>(work: (tx: Sql, within: EventStore) => Promise<T>): Promise<T> => {
    if (left-- > 0) return store.transaction(work);
    const result = await store.transaction(async (tx, within) => {
      const done = await work(tx, within);
      if (!afterCommit) throw new Error('died');
      return done;
    });
    throw new Error('died', { cause: result });
  };
  return dying as TransactionalEventStore;
};
