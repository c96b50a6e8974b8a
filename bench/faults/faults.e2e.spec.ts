import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithLocalBroker } from '@clientele/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkViews } from './check/check-all.ts';
import { checkRebuilds } from './check/check-rebuilds.ts';
import { FAULTS } from './faults.ts';
import { runFault } from './run-fault.ts';
import { inWords } from './verdict.ts';
import { World } from './world.ts';

const PATIENCE = 600_000;
/** From which seed: `SEED=7 npm test -- bench/faults`. */
const seed = Number(process.env['SEED'] ?? 20_261_125);
const RESULTS = join(import.meta.dirname, '..', 'results');

/** A short form of each, one after the other on one cluster, which so is held against all that came before as well. */
describeWithLocalBroker('Whatever fails under load', () => {
  let world: World;
  let log: WriteStream;
  const write = (line: string): void => void log.write(`${new Date().toISOString()} ${line}\n`);
  beforeAll(async () => {
    await mkdir(RESULTS, { recursive: true });
    log = createWriteStream(join(RESULTS, 'specs.log'));
    world = await World.open({ seed, replicas: 2, pace: 0.3, tell: write });
  }, PATIENCE);
  afterAll(async () => {
    await world.close();
    log.end();
  }, PATIENCE);

  it.each(FAULTS)(
    `$name (seed ${seed}): every acknowledged record is in every view exactly once and in order`,
    async (fault) => {
      const verdict = await runFault(fault, world, { seed, seconds: 5, isQuick: true, say: write });
      process.stderr.write(`${inWords(verdict)}\n`);
      expect(verdict).toMatchObject({ passed: true, findings: [], manualSteps: 0 });
      expect(verdict.proofs).not.toEqual([]);
    },
    PATIENCE,
  );

  it(
    'what is lost, doubled, out of order or wrong is seen',
    async () => {
      const { product } = world;
      await product.sql('interactions', TAKE_ONE_AWAY);
      await product.sql('customers', SET_ONE_BACK);
      await product.sql('analytics', COUNT_ONE_TWICE);
      const findings = await checkViews(world);
      const kinds = (view: string) => findings.filter((each) => each.view.startsWith(view)).map(({ kind }) => kind);
      expect(kinds('interactions: timeline of')).toContain('lost');
      expect(kinds('customers: profile of')).toEqual(['out of order']);
      expect(kinds('analytics: business.leads')).toEqual(['wrong']);
      expect(kinds('analytics: business, overview')).toEqual(['wrong']);
      const rebuilt = (await checkRebuilds(world.cluster, product)).map(({ view }) => view);
      expect(rebuilt).toEqual([
        'customers: profile, rebuilt',
        'interactions: timeline, rebuilt',
        'analytics: business, rebuilt',
      ]);
      expect(await checkViews(world)).toEqual([]);
    },
    PATIENCE,
  );
});

const TAKE_ONE_AWAY = `DELETE FROM timeline.entries WHERE entry_id = (SELECT min(entry_id::text)::uuid FROM timeline.entries)`;
const SET_ONE_BACK = `
  UPDATE profile.customers SET own = jsonb_set(own, '{fields,name}', '"Person, name 0"')
  WHERE customer_id = (SELECT min(customer_id::text)::uuid FROM profile.customers WHERE own #>> '{fields,name}' IS NOT NULL)`;
const COUNT_ONE_TWICE = `
  INSERT INTO business.leads SELECT gen_random_uuid(), occurred_at, channel, converted FROM business.leads LIMIT 1`;
