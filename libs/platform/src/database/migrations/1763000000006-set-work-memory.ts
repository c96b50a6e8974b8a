import type { MigrationInterface, QueryRunner } from 'typeorm';
import { changeDatabase } from './change-database.js';

const MEGABYTES = 16;

/** What a session of this database has unless it says otherwise, in KB. */
const workMemory = async (runner: QueryRunner): Promise<number> => {
  const rows: { kilobytes: number }[] = await runner.query(
    `SELECT setting::int AS kilobytes FROM pg_settings WHERE name = 'work_mem'`,
  );
  return rows[0]!.kilobytes;
};

/**
 * What a report counts by customer, e.g. who bought twice in some years, does not fit into the 4 MB of PostgreSQL, and goes
 * through files: with half a million purchases that takes up to half as long again. Each sort of a session may take as
 * much, and each table of a count twice that; where the operator gave more, it stays.
 */
export class SetWorkMemory1763000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if ((await workMemory(runner)) >= MEGABYTES * 1024) return;
    await runner.query(changeDatabase(`SET work_mem = ''${MEGABYTES}MB''`));
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await workMemory(runner)) !== MEGABYTES * 1024) return;
    await runner.query(changeDatabase('RESET work_mem'));
  }
}
