import type { MigrationInterface, QueryRunner } from 'typeorm';
import { changeDatabase } from './change-database.js';

/**
 * What a report counts by customer, e.g. who bought twice in some years, does not fit into the 4 MB of PostgreSQL, and goes
 * through files: with half a million purchases that takes up to half as long again. A session takes what it needs, not all of it.
 */
export class SetWorkMemory1763000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changeDatabase(`SET work_mem = ''16MB''`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(changeDatabase('RESET work_mem'));
  }
}
