import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For every session of this database; without the right to (the database is another role's) it stays as it is. */
const changeDatabase = (setting: string): string => `
  DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I ${setting}', current_database());
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'Not set, since the database is not ours: ${setting}';
  END $$`;

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
