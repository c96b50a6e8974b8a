import { createEventTables, createRunnerTables } from '@clientele/event-sourcing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The kernel's tables. A later change of theirs gets a migration of its own. */
export class CreateEventStore1763000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const sql = { query: async (text: string) => ({ rows: await runner.query(text), rowCount: null }) };
    await createEventTables(sql);
    await createRunnerTables(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE parked_records, parked_streams, views, checkpoints, events, store_info');
    await runner.query('DROP FUNCTION append_events');
  }
}
