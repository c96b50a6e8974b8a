import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, decodeMoment, encodeMoment, momentText } from '@clientele/platform';
import type { CustomerProfile } from './customer-profile.js';
import { profilesOf } from './get-profile.js';
import { SqlConditions } from './sql-conditions.js';
import { searchTerms } from './search-text.js';

export interface CustomerFilter {
  /** Part of a name, company, e-mail address, phone number or external id; of several words, each. */
  readonly q?: string;
  readonly type?: string;
  readonly country?: string;
  readonly industry?: string;
  readonly tag?: string;
  readonly registeredFrom?: string;
  readonly registeredTo?: string;
}

export interface CustomerPage {
  readonly items: readonly CustomerProfile[];
  readonly next: string | null;
  readonly total?: number;
}

/** Newest first. */
export class SearchCustomers extends Query<CustomerPage> {
  constructor(
    readonly filter: CustomerFilter,
    readonly page: { readonly limit: number; readonly cursor?: string; readonly total?: boolean },
  ) {
    super();
  }
}

interface Found {
  readonly customer_id: string;
  readonly at: string;
  readonly hits?: number;
}

const AT = momentText('registered_at');
/**
 * Customers that an index finds and a sort orders within some ten milliseconds. More take longer; of fewer it takes longer
 * to find a page by going back through all customers.
 */
const RARE = 1_500;
/** SQL: the text, by the index of trigrams. */
const INDEXED = 'text';
/** SQL: the text past that index, which would be read as a whole for a pattern without trigrams or one of too many rows. */
const READ = "text || ''";

@QueryHandler(SearchCustomers)
export class SearchCustomersHandler implements IQueryHandler<SearchCustomers> {
  constructor(private readonly database: Database) {}

  async execute({ filter, page }: SearchCustomers): Promise<CustomerPage> {
    const found = await this.find(filter, page.limit + 1, page.cursor);
    const shown = found.slice(0, page.limit);
    const profiles = await profilesOf(
      this.database,
      shown.map(({ customer_id }) => customer_id),
    );
    const last = shown.at(-1);
    return {
      items: shown.flatMap(({ customer_id }) => profiles.get(customer_id) ?? []),
      next: found.length > shown.length && last ? encodeMoment(last.at, last.customer_id) : null,
      ...(page.total ? { total: await this.count(filter) } : {}),
    };
  }

  /**
   * What is searched for may be rare, and far back: then an index finds it all, and that is sorted. Or it is so frequent
   * that the newest of them are soon found by going back through all customers.
   */
  private async find(filter: CustomerFilter, limit: number, cursor?: string): Promise<Found[]> {
    const newest = async (text: string, customers: (where: string) => string): Promise<Found[]> => {
      const conditions = conditionsOf(filter, cursor, text);
      const sql = `${customers(conditions.where())} ORDER BY registered_at DESC, customer_id DESC LIMIT ${conditions.value(limit)}`;
      return (await this.database.query<Found>(sql, conditions.values)).rows;
    };
    if (filter.q !== undefined) {
      const rare = await newest(
        INDEXED,
        (where) => `
          WITH hits AS MATERIALIZED (SELECT customer_id, registered_at FROM profile.search ${where} LIMIT ${RARE})
          SELECT customer_id, ${AT} AS at, (SELECT count(*)::int FROM hits) AS hits FROM hits`,
      );
      if ((rare[0]?.hits ?? 0) < RARE) return rare;
    }
    return newest(READ, (where) => `SELECT customer_id, ${AT} AS at FROM profile.search ${where}`);
  }

  private async count(filter: CustomerFilter): Promise<number> {
    const conditions = conditionsOf(filter);
    const { rows } = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM profile.search ${conditions.where()}`,
      conditions.values,
    );
    return Number(rows[0]!.count);
  }
}

const conditionsOf = (filter: CustomerFilter, cursor?: string, text = INDEXED): SqlConditions => {
  const conditions = new SqlConditions();
  for (const column of ['type', 'country', 'industry'] as const) conditions.equal(column, filter[column]);
  conditions.given(filter.tag, (tag) => `tags <> '{}' AND tags @> ARRAY[${tag}::text]`);
  conditions.given(filter.registeredFrom, (from) => `registered_at >= ${from}::timestamptz`);
  conditions.given(filter.registeredTo, (to) => `registered_at <= ${to}::timestamptz`);
  if (filter.q !== undefined) addTerms(conditions, filter.q, text);
  if (cursor !== undefined) {
    const [at, id] = decodeMoment(cursor).map((value) => conditions.value(value));
    conditions.add(`(registered_at, customer_id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  return conditions;
};

const addTerms = (conditions: SqlConditions, question: string, text: string): void => {
  const { words, phone } = searchTerms(question);
  const found = words.map(({ pattern, grams }) =>
    grams.length === 0
      ? `${text} LIKE ${conditions.value(pattern)}`
      : `(grams @> ${conditions.value(grams)}::text[] AND ${READ} LIKE ${conditions.value(pattern)})`,
  );
  const all = found.join(' AND ') || 'true';
  conditions.add(phone === undefined ? all : `(${all} OR ${text} LIKE ${conditions.value(phone)})`);
};
