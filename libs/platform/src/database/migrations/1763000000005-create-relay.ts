import { RELAY_TABLES } from '@clientele/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who sends which shard to Kafka. Empty where there is no Kafka. */
export class CreateRelay1763000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RELAY_TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE relay_shards, relay_members');
  }
}
