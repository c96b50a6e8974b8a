import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What decisions need at once; changed in the transaction of the append. */
export class CreateIdentityDirectory1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customers (
        customer_id   uuid PRIMARY KEY,
        parent_id     uuid,
        first_seen_at timestamptz NOT NULL
      );
      CREATE INDEX customers_parent ON customers (parent_id) WHERE parent_id IS NOT NULL;

      CREATE TABLE identity_keys (
        identity_key text COLLATE "C" PRIMARY KEY,
        customer_id  uuid NOT NULL,
        source       text
      );
      CREATE INDEX identity_keys_customer ON identity_keys (customer_id);
      COMMENT ON COLUMN identity_keys.source IS 'Of an external id; null for e-mail and phone.';

      CREATE TABLE merges (
        customer_id uuid NOT NULL,
        into_id     uuid NOT NULL,
        PRIMARY KEY (customer_id, into_id)
      );
      CREATE INDEX merges_into ON merges (into_id);
      COMMENT ON TABLE merges IS 'Who ever went into whom, also where it was undone: whose streams a look back must read.';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE merges, identity_keys, customers');
  }
}
