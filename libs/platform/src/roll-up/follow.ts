import type { Sql } from '@clientele/event-sourcing';

const OPERATIONS = ['INSERT', 'UPDATE', 'DELETE'] as const;
type Operation = (typeof OPERATIONS)[number];

/** A table that roll-ups follow. */
interface Followed {
  readonly table: string;
  /** What matters of a row. */
  readonly columns: readonly string[];
}

const ADDED = 'SELECT 1 AS sign, * FROM added';
const TAKEN = 'SELECT -1 AS sign, * FROM taken';
const CHANGES: Readonly<Record<Operation, { readonly tables: string; readonly rows: string }>> = {
  INSERT: { tables: 'NEW TABLE AS added', rows: ADDED },
  UPDATE: { tables: 'OLD TABLE AS taken NEW TABLE AS added', rows: `${TAKEN} UNION ALL ${ADDED}` },
  DELETE: { tables: 'OLD TABLE AS taken', rows: TAKEN },
};

/** Equal ones in one; where nothing changed that matters, none. Not by a join: how many rows there are, no plan knows. */
const changesBy = (operation: Operation, { columns }: Followed): string => {
  const names = columns.join(', ');
  return `SELECT sum(sign)::int AS sign, ${names} FROM (${CHANGES[operation].rows}) changed
    GROUP BY ${names} HAVING sum(sign) <> 0`;
};

/**
 * Has roll-ups follow a table, whatever statement changes it: after each one, within it, `body` runs once for all rows that
 * it changed (ADR 29). `body` is made from SQL of these rows: `sign` is how many more there are now of a kind than before.
 * A TRUNCATE, which does not say what it took, is refused.
 *
 * They are the roll-ups of the generation that the table is of, also where the search path is another one; the caller's is
 * as it was afterwards, for the function has one of its own. The statements are planned once a session, at first upon tables
 * that are still empty: so they are kept from reading tables as a whole.
 */
export const followTable = async (tx: Sql, followed: Followed, body: (changes: string) => string): Promise<void> => {
  for (const operation of OPERATIONS) {
    const name = `roll_up_${followed.table}_${operation.toLowerCase()}`;
    await tx.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql
      SET search_path = public SET enable_seqscan = off SET jit = off AS $body$
      DECLARE
        hollow tid[];
      BEGIN
        PERFORM set_config('search_path', quote_ident(TG_TABLE_SCHEMA) || ', public', true);
        ${body(changesBy(operation, followed))}
        RETURN NULL;
      END $body$;
      CREATE TRIGGER ${name} AFTER ${operation} ON ${followed.table} REFERENCING ${CHANGES[operation].tables}
        FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
  }
  await refuseTruncate(tx, followed.table);
};

const refuseTruncate = async (tx: Sql, table: string): Promise<void> => {
  const name = `roll_up_${table}_truncate`;
  await tx.query(`
    CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
      RAISE EXCEPTION 'Roll-ups follow %.%, and a TRUNCATE does not tell them what goes: DELETE its rows.',
        TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
    END $body$;
    CREATE TRIGGER ${name} BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
};

interface Addition {
  readonly to: string;
  readonly key: readonly string[];
  /** Where the key cannot be a primary one. */
  readonly conflict?: string;
  /** The first one tells how much a row stands for. */
  readonly sums: readonly string[];
  /** SQL of key and sums. */
  readonly rows: string;
}

/**
 * SQL that adds to a roll-up. Rows that stand for nothing any more go, so that a rebuild comes to the same rows; sums have
 * no zeros at their end, for the same reason. Where those are that go, the statement before has just said.
 */
export const addTo = ({ to, key, conflict = key.join(', '), sums, rows }: Addition): string => `
  WITH kept AS (
    INSERT INTO ${to} AS kept (${[...key, ...sums].join(', ')}) ${rows}
    ON CONFLICT (${conflict}) DO UPDATE
    SET ${sums.map((sum) => `${sum} = trim_scale(kept.${sum} + excluded.${sum})`).join(', ')}
    RETURNING kept.ctid AS place, kept.${sums[0]!} AS weight
  ) SELECT array_agg(place) FILTER (WHERE weight = 0) INTO hollow FROM kept;
  IF hollow IS NOT NULL THEN DELETE FROM ${to} WHERE ctid = ANY (hollow); END IF;`;

/** SQL: the day in UTC that a moment lies in. */
export const dayOf = (moment: string): string => `(${moment} AT TIME ZONE 'UTC')::date`;
