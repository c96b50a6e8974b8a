import type { MigrationInterface, QueryRunner } from 'typeorm';
import { changeDatabase } from './change-database.js';

/**
 * Before there are statistics, plans look costly, and to compile them takes longer than to run them. A transaction that
 * hangs holds up the shards it appended to, and ends.
 */
export class SetSessionDefaults1763000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changeDatabase('SET jit = off'));
    await runner.query(changeDatabase('SET idle_in_transaction_session_timeout = 300000'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(changeDatabase('RESET jit'));
    await runner.query(changeDatabase('RESET idle_in_transaction_session_timeout'));
  }
}
