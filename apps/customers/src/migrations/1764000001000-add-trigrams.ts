import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A trusted extension: the database's owner may create it. */
export class AddTrigrams1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP EXTENSION pg_trgm');
  }
}
