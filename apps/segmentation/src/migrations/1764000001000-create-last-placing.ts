import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers were last placed by: at most one row. Without it everybody is compared. */
export class CreateLastPlacing1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.last_placing (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        basis jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE public.last_placing');
  }
}
