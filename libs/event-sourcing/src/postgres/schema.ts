import type { Sql } from '../sql.js';

/**
 * The tables and the append function of an event store, for PostgreSQL 14 and later. May be run again at any time.
 *
 * `append_events` is the only writer of `events`. It locks the shards concerned before anything else, in ascending order,
 * and holds them until the transaction ends: so sequences are gapless and become visible in order. The settings on the
 * function keep its plans the same before and after the first statistics.
 */
export const EVENT_STORE_SCHEMA = `
CREATE TABLE IF NOT EXISTS public.store_info (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  name text NOT NULL,
  shards smallint NOT NULL CHECK (shards > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS public.events (
  shard smallint NOT NULL,
  sequence bigint NOT NULL,
  stream text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  type text COLLATE "C" NOT NULL,
  schema_version smallint NOT NULL,
  data jsonb NOT NULL,
  meta jsonb NOT NULL,
  event_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (shard, sequence),
  UNIQUE (stream, version)
);

CREATE OR REPLACE FUNCTION public.append_events(
  store_shards integer,
  locks smallint[],
  shards smallint[], streams text[], expected integer[], counts integer[], firsts integer[], previous integer[],
  event_appends integer[], types text[], schema_versions smallint[], event_ids uuid[], datas jsonb, metas jsonb
) RETURNS TABLE (ok boolean, version integer, sequence bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $append$
#variable_conflict use_column
DECLARE
  lock smallint;
  at timestamptz;
BEGIN
  FOREACH lock IN ARRAY locks LOOP
    PERFORM pg_advisory_xact_lock(1129072983, lock);
  END LOOP;

  IF NOT EXISTS (SELECT FROM public.store_info i WHERE i.shards = store_shards) THEN
    RAISE EXCEPTION 'The event store was not opened, or not with % shards.', store_shards USING ERRCODE = 'CL001';
  END IF;
  at := clock_timestamp();

  RETURN QUERY
  WITH RECURSIVE append AS MATERIALIZED (
    SELECT *
    FROM unnest(shards, streams, expected, counts, firsts, previous)
      WITH ORDINALITY a(shard, stream, expected, count, first, previous, number)
  ),
  -- The later appends to one stream in one call each build upon the one before.
  judged AS (
    SELECT a.number, a.shard, a.stream, a.count, a.first, was.version,
           a.expected IS NULL OR a.expected = was.version AS ok
    FROM append a
    CROSS JOIN LATERAL (
      SELECT coalesce(max(e.version), 0) AS version FROM public.events e WHERE e.stream = a.stream
    ) was
    WHERE a.previous IS NULL
    UNION ALL
    SELECT a.number, a.shard, a.stream, a.count, a.first, was.version,
           a.expected IS NULL OR a.expected = was.version
    FROM judged j
    JOIN append a ON a.previous = j.number
    CROSS JOIN LATERAL (SELECT j.version + CASE WHEN j.ok THEN j.count ELSE 0 END AS version) was
  ),
  head AS MATERIALIZED (
    SELECT l.shard, last.sequence
    FROM unnest(locks) l(shard)
    CROSS JOIN LATERAL (
      SELECT coalesce(max(e.sequence), 0) AS sequence FROM public.events e WHERE e.shard = l.shard
    ) last
  ),
  placed AS MATERIALIZED (
    SELECT j.*, h.sequence + sum(j.count) OVER (PARTITION BY j.shard ORDER BY j.number) - j.count AS after
    FROM judged j
    JOIN head h ON h.shard = j.shard
    WHERE j.ok
  ),
  inserted AS (
    INSERT INTO public.events
      (shard, sequence, stream, version, type, schema_version, data, meta, event_id, recorded_at)
    SELECT p.shard, p.after + e.number - p.first, p.stream, p.version + e.number - p.first,
           e.type, e.schema_version, e.data, e.meta, e.event_id, at
    FROM ROWS FROM (
      unnest(event_appends, types, schema_versions, event_ids),
      jsonb_array_elements(datas),
      jsonb_array_elements(metas)
    ) WITH ORDINALITY e(append, type, schema_version, event_id, data, meta, number)
    JOIN placed p ON p.number = e.append
  )
  SELECT j.ok,
         (j.version + CASE WHEN j.ok THEN j.count ELSE 0 END)::integer,
         (p.after + p.count)::bigint
  FROM judged j
  LEFT JOIN placed p ON p.number = j.number
  ORDER BY j.number;
END
$append$;
`;

/** Creates the tables and the append function, or leaves them as they are. */
export const createEventTables = async (sql: Sql): Promise<void> => {
  await sql.query(EVENT_STORE_SCHEMA);
};
