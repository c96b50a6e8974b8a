import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What must never change as long as the database lives. */
export class CreateInstallation1763000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE installation (name text PRIMARY KEY, value text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation');
  }
}
