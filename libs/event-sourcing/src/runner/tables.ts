import type { Sql } from '../sql.js';

/** Tables that a service's runners need, in its own database. Can be run again and again. */
export const RUNNER_TABLES = `
CREATE TABLE IF NOT EXISTS public.checkpoints (
  subscription text     NOT NULL,
  source       text     NOT NULL,
  shard        smallint NOT NULL,
  sequence     bigint   NOT NULL,
  PRIMARY KEY (subscription, source, shard)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS public.parked_streams (
  subscription text        NOT NULL,
  source       text        NOT NULL,
  stream       text COLLATE "C" NOT NULL,
  shard        smallint    NOT NULL,
  error        text        NOT NULL,
  attempts     int         NOT NULL DEFAULT 1,
  since        timestamptz NOT NULL DEFAULT now(),
  tried_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subscription, source, stream)
);

CREATE TABLE IF NOT EXISTS public.parked_records (
  subscription   text        NOT NULL,
  source         text        NOT NULL,
  stream         text COLLATE "C" NOT NULL,
  sequence       bigint      NOT NULL,
  previous       bigint      NOT NULL,
  type           text        NOT NULL,
  schema_version int         NOT NULL,
  data           jsonb       NOT NULL,
  meta           jsonb       NOT NULL,
  event_id       text        NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (subscription, source, stream, sequence),
  FOREIGN KEY (subscription, source, stream) REFERENCES public.parked_streams ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE IF NOT EXISTS public.views (
  name         text        PRIMARY KEY,
  version      int         NOT NULL,
  built_at     timestamptz NOT NULL DEFAULT now(),
  next_version int
);
`;

export const createRunnerTables = async (sql: Sql): Promise<void> => {
  await sql.query(RUNNER_TABLES);
};
