import { type Database, decodeMoment, momentText } from '@clientele/platform';
import type { Sql } from '@clientele/event-sourcing';
import { FACETS, FACETS_OF_ROW, type Facets, facetTerms } from './facets.js';
import { SqlConditions } from './sql-conditions.js';
import { searchTerms } from './search-text.js';

export interface CustomerFilter extends Facets {
  /** Part of a name, company, e-mail address, phone number or external id; of several words, each. */
  readonly q?: string;
  readonly tag?: string;
  readonly registeredFrom?: string;
  readonly registeredTo?: string;
}

export interface Found {
  readonly customer_id: string;
  /** Of the registration. */
  readonly at: string;
  readonly hits?: number;
}

/** The newest so many, behind the cursor where there is one. */
interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

const AT = momentText('registered_at');
const NEWEST_FIRST = 'ORDER BY registered_at DESC, customer_id DESC';
/** So many of the newest customers are looked through first, which takes some milliseconds. */
const NEWEST = 5_000;
/** Where so many of them are hits, a page is soon full by going on back; an index would find far more than are shown. */
const FREQUENT = 10;
/** Hits after which the index is given up: they come from all over the table, and each may be a read of the disk. */
const MOST_HITS = 5_000;
/** How a text is found: by its index, or by reading rows in the order of another one. */
type Way = 'by index' | 'by reading';
/** SQL: the text past its index, which would be read as a whole for a pattern without trigrams or one of too many rows. */
const READ = "text || ''";
const TEXT: Readonly<Record<Way, string>> = { 'by index': 'text', 'by reading': READ };

/**
 * Customers of a filter, newest first. A text that is searched for may be frequent: then the newest of it are soon found by
 * going back through all customers. Or it is rare, and far back: then an index finds all, and that is sorted. Which it is, the
 * newest customers tell, better than the planner can guess.
 */
export const searchNewest = async (database: Database, filter: CustomerFilter, page: Page): Promise<Found[]> => {
  if (filter.q === undefined) return goBack(database, filter, page);
  return database.transaction(async (tx) => {
    await tx.query(WALK);
    const newest = await amongNewest(tx, filter, page);
    if (newest.length >= page.limit) return newest;
    if (newest.length < FREQUENT) {
      await tx.query(SORT);
      const all = await byIndex(tx, filter, page);
      if ((all[0]?.hits ?? 0) < MOST_HITS) return all;
      await tx.query(WALK);
    }
    return goBack(tx, filter, page);
  });
};

/** In the order of an index, also where the planner has no statistics, or expects few hits of a long text. */
const WALK = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off';
const SORT = 'SET LOCAL enable_sort = on';

/** How many there are. */
export const countFound = async (sql: Sql, filter: CustomerFilter): Promise<number> => {
  const conditions = conditionsOf(filter, 'by index');
  const { rows } = await sql.query<{ count: string }>(
    `SELECT count(*) FROM profile.search ${conditions.where()}`,
    conditions.values,
  );
  return Number(rows[0]!.count);
};

const amongNewest = async (sql: Sql, filter: CustomerFilter, { limit, cursor }: Page): Promise<Found[]> => {
  const conditions = conditionsOf(filter, 'by reading');
  const behind = cursor === undefined ? '' : `WHERE ${isBehind(conditions, cursor)}`;
  const { rows } = await sql.query<Found>(
    `SELECT customer_id, ${AT} AS at
     FROM (SELECT * FROM profile.search ${behind} ${NEWEST_FIRST} LIMIT ${NEWEST}) newest
     ${conditions.where()} ${NEWEST_FIRST} LIMIT ${conditions.value(limit)}`,
    conditions.values,
  );
  return rows;
};

const byIndex = async (sql: Sql, filter: CustomerFilter, page: Page): Promise<Found[]> => {
  const conditions = conditionsBehind(filter, 'by index', page);
  const { rows } = await sql.query<Found>(
    `WITH hits AS MATERIALIZED (
       SELECT customer_id, registered_at FROM profile.search ${conditions.where()} LIMIT ${MOST_HITS}
     )
     SELECT customer_id, ${AT} AS at, (SELECT count(*)::int FROM hits) AS hits FROM hits
     ${NEWEST_FIRST} LIMIT ${conditions.value(page.limit)}`,
    conditions.values,
  );
  return rows;
};

const goBack = async (sql: Sql, filter: CustomerFilter, page: Page): Promise<Found[]> => {
  const conditions = conditionsBehind(filter, 'by reading', page);
  const { rows } = await sql.query<Found>(
    `SELECT customer_id, ${AT} AS at FROM profile.search ${conditions.where()} ${NEWEST_FIRST} LIMIT ${conditions.value(page.limit)}`,
    conditions.values,
  );
  return rows;
};

const conditionsBehind = (filter: CustomerFilter, way: Way, { cursor }: Page): SqlConditions => {
  const conditions = conditionsOf(filter, way);
  if (cursor !== undefined) conditions.add(isBehind(conditions, cursor));
  return conditions;
};

const isBehind = (conditions: SqlConditions, cursor: string): string => {
  const [at, id] = decodeMoment(cursor).map((value) => conditions.value(value));
  return `(registered_at, customer_id) < (${at}::timestamptz, ${id}::uuid)`;
};

const conditionsOf = (filter: CustomerFilter, way: Way): SqlConditions => {
  const conditions = new SqlConditions();
  if (filter.q !== undefined && way === 'by index') addTermsOfFacets(conditions, filter);
  else for (const facet of FACETS) conditions.equal(facet, filter[facet]);
  conditions.given(filter.tag, (tag) => `tags <> '{}' AND tags @> ARRAY[${tag}::text]`);
  conditions.given(filter.registeredFrom, (from) => `registered_at >= ${from}::timestamptz`);
  conditions.given(filter.registeredTo, (to) => `registered_at <= ${to}::timestamptz`);
  if (filter.q !== undefined) addTerms(conditions, filter.q, way);
  return conditions;
};

/** So that the index of the text has them as well. */
const addTermsOfFacets = (conditions: SqlConditions, facets: Facets): void => {
  const terms = facetTerms(facets);
  if (terms.length > 0) conditions.add(`${FACETS_OF_ROW} @> ${conditions.value(terms)}::text[]`);
};

const addTerms = (conditions: SqlConditions, question: string, way: Way): void => {
  const { words, phone } = searchTerms(question);
  const found = words.map(({ pattern, grams, isSigns }) => {
    const like = `${grams.length > 0 || isSigns ? READ : TEXT[way]} LIKE ${conditions.value(pattern)}`;
    return grams.length === 0 ? like : `(grams @> ${conditions.value(grams)}::text[] AND ${like})`;
  });
  const all = found.join(' AND ') || 'true';
  conditions.add(phone === undefined ? all : `(${all} OR ${TEXT[way]} LIKE ${conditions.value(phone)})`);
};
