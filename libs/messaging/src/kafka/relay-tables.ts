/** In the publisher's own database: which process sends which shard, and how far it has come. Can be run again and again. */
export const RELAY_TABLES = `
CREATE TABLE IF NOT EXISTS public.relay_shards (
  shard      smallint    PRIMARY KEY,
  sent       bigint      NOT NULL DEFAULT 0,
  epoch      int         NOT NULL DEFAULT 0,
  holder     text,
  held_until timestamptz
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS public.relay_members (
  member     text        PRIMARY KEY,
  seen_until timestamptz NOT NULL
);
`;
