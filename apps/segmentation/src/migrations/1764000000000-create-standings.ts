import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each customer was last put: what the events of its standing come to, for comparison in SQL. */
export class CreateStandings1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.standings (
        customer_id uuid PRIMARY KEY,
        stage text,
        segment text
      ) WITH (fillfactor = 80)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE public.standings');
  }
}
