import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports: how far each is, its file until it is in, and the rows it refused. */
export class CreateImports1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE imports (
        id           uuid PRIMARY KEY,
        kind         text NOT NULL,
        source       text NOT NULL,
        status       text NOT NULL CHECK (status IN ('uploading', 'running', 'done', 'interrupted', 'failed')),
        plan         jsonb NOT NULL,
        bytes_total  bigint NOT NULL DEFAULT 0,
        bytes_read   bigint NOT NULL DEFAULT 0,
        lines_read   bigint NOT NULL DEFAULT 0,
        rows_read    bigint NOT NULL DEFAULT 0,
        accepted     bigint NOT NULL DEFAULT 0,
        duplicate    bigint NOT NULL DEFAULT 0,
        rejected     bigint NOT NULL DEFAULT 0,
        rows_per_second  real,
        bytes_per_second real,
        error        text,
        created_at   timestamptz NOT NULL DEFAULT now(),
        started_at   timestamptz,
        finished_at  timestamptz,
        touched_at   timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX imports_open ON imports (created_at) WHERE status IN ('uploading', 'running');
      CREATE INDEX imports_by_time ON imports (created_at, id);

      CREATE TABLE import_chunks (
        import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
        starts_at bigint NOT NULL,
        content   bytea STORAGE EXTERNAL NOT NULL,
        PRIMARY KEY (import_id, starts_at)
      );

      CREATE TABLE import_rejections (
        import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
        ordinal   bigint NOT NULL,
        row       bigint NOT NULL,
        line      bigint NOT NULL,
        cells     jsonb NOT NULL,
        reason    text NOT NULL,
        PRIMARY KEY (import_id, ordinal)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_rejections, import_chunks, imports');
  }
}
