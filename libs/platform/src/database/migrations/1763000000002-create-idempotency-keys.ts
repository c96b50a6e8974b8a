import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to requests with an Idempotency-Key, for a day. `status` is null while the first request is under way. */
export class CreateIdempotencyKeys1763000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        key         text COLLATE "C" PRIMARY KEY,
        fingerprint text NOT NULL,
        started_at  timestamptz NOT NULL DEFAULT now(),
        status      smallint,
        headers     jsonb,
        body        text
      );
      CREATE INDEX idempotency_keys_age ON idempotency_keys (started_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
