import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@clientele/testing';
import { openDatabase } from '../database/open-database.js';
import { createLogger } from '../logging/logger.js';
import { AnswerStore } from './answer-store.js';

const ANSWER = { status: 201, headers: { etag: '"1"' }, body: '{}' };

describe('Answers by Idempotency-Key', () => {
  let database: TestDatabase;
  let answers: AnswerStore;
  beforeAll(async () => {
    database = await testDatabase();
    const logger = createLogger('silent');
    const own = await openDatabase({ url: database.url, service: 'test', migrations: [], poolSize: 1, logger });
    await own.close();
    answers = new AnswerStore(database.pool);
  });
  afterAll(() => database.close());

  const age = (key: string, by: string): Promise<unknown> =>
    database.pool.query('UPDATE idempotency_keys SET started_at = now() - $2::interval WHERE key = $1', [key, by]);

  it('let a request that a crash cut off be done again, after a minute', async () => {
    expect(await answers.begin('cut', 'f')).toBe('begun');
    await age('cut', '50 seconds');
    expect(await answers.begin('cut', 'f')).toBe('running');
    await age('cut', '61 seconds');
    expect(await answers.begin('cut', 'other')).toBe('other');
    expect(await answers.begin('cut', 'f')).toBe('begun');
    expect(await answers.begin('cut', 'f')).toBe('running');
  });

  it('are kept for a day', async () => {
    await answers.begin('old', 'f');
    await answers.keep('old', ANSWER);
    await age('old', '23 hours');
    await answers.purge();
    expect(await answers.begin('old', 'f')).toMatchObject(ANSWER);
    await age('old', '25 hours');
    expect(await answers.begin('old', 'another')).toBe('begun');
    await age('old', '25 hours');
    await answers.purge();
    const { rows } = await database.pool.query(`SELECT FROM idempotency_keys WHERE key = 'old'`);
    expect(rows).toHaveLength(0);
  });

  it('are not forgotten once given', async () => {
    await answers.begin('given', 'f');
    await answers.keep('given', ANSWER);
    await answers.forget('given');
    expect(await answers.begin('given', 'f')).toMatchObject(ANSWER);
  });
});
