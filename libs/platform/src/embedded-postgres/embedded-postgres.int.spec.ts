import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@clientele/testing';
import pg from 'pg';
import { DataDirectoryError, EmbeddedPostgres } from './index.js';

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
};

const remove = async (dataDirectory: string): Promise<void> => {
  for (const path of [dataDirectory, `${dataDirectory}.log`, `${dataDirectory}.password`]) {
    await rm(path, { recursive: true, force: true });
  }
};

describe('EmbeddedPostgres', () => {
  let folder: string;
  let dataDirectory: string;

  beforeEach(async () => {
    // mkdtemp makes it 0700: for root this is also the test of a folder that PostgreSQL's user may not enter.
    folder = await mkdtemp(join(tmpdir(), 'clientele-postgres-'));
    dataDirectory = join(folder, 'postgres');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('starts on nothing, stops, and finds its data again', async () => {
    const first = await EmbeddedPostgres.start({ dataDirectory });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await EmbeddedPostgres.start({ dataDirectory });
    const row = await ask(second.url, 'SELECT answer FROM kept');
    await second.stop();
    await remove(second.dataDirectory);
    expect(row).toEqual({ answer: 42 });
  });

  it('stops a server that was left alone, and goes on with its data', async () => {
    const orphan = await EmbeddedPostgres.start({ dataDirectory });
    await ask(orphan.url, 'CREATE TABLE kept AS SELECT 43 AS answer');
    const next = await EmbeddedPostgres.start({ dataDirectory });
    await orphan.ended;
    const row = await ask(next.url, 'SELECT answer FROM kept');
    await next.stop();
    await remove(next.dataDirectory);
    expect(row).toEqual({ answer: 43 });
  });

  it('waits for the sessions of a server that was killed, and goes on with its data', async () => {
    const killed = await EmbeddedPostgres.start({ dataDirectory });
    await ask(killed.url, 'CREATE TABLE kept AS SELECT 44 AS answer');
    const session = new pg.Client({ connectionString: killed.url });
    session.on('error', () => undefined);
    await session.connect();
    const { pid } = (await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!;
    // It does not notice that its server has gone.
    process.kill(pid, 'SIGSTOP');
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    const log = `${killed.dataDirectory}.log`;
    const wakeOnRefusal = async (): Promise<void> => {
      await eventually(async () =>
        expect(await readFile(log, 'utf8')).toContain('pre-existing shared memory block'),
      ).finally(() => process.kill(pid, 'SIGCONT'));
    };
    const [next] = await Promise.all([EmbeddedPostgres.start({ dataDirectory }), wakeOnRefusal()]);
    const row = await ask(next.url, 'SELECT answer FROM kept');
    await next.stop();
    await remove(next.dataDirectory);
    expect(row).toEqual({ answer: 44 });
  });

  it('says in words what is wrong with a damaged directory', async () => {
    const good = await EmbeddedPostgres.start({ dataDirectory });
    await good.stop();
    await rm(join(good.dataDirectory, 'global', 'pg_control'));
    await expect(EmbeddedPostgres.start({ dataDirectory })).rejects.toThrow(/did not start on .*pg_control/s);
    await rm(join(good.dataDirectory, 'PG_VERSION'));
    const damaged = EmbeddedPostgres.start({ dataDirectory });
    await expect(damaged).rejects.toThrow(DataDirectoryError);
    await expect(damaged).rejects.toThrow(/damaged/);
    await remove(good.dataDirectory);
  });

  it('does not take a folder with other things in it', async () => {
    await mkdir(dataDirectory);
    await writeFile(join(dataDirectory, 'letter.txt'), 'Dear all');
    await expect(EmbeddedPostgres.start({ dataDirectory })).rejects.toThrow(/not a PostgreSQL data directory/);
  });
});
