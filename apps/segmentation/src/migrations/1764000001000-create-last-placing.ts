import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers were last placed by: one row. `placed` is null where customers may stand by something else, as after a pass
 * that broke off; `revision` changes with all that is placed.
 */
export class CreateLastPlacing1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.last_placing (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        revision bigint NOT NULL DEFAULT 0,
        placed jsonb
      );
      INSERT INTO public.last_placing DEFAULT VALUES`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE public.last_placing');
  }
}
