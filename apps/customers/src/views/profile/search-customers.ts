import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database, encodeMoment } from '@clientele/platform';
import type { CustomerProfile } from './customer-profile.js';
import { profilesOf } from './get-profile.js';
import { countFound, type CustomerFilter, searchNewest } from './search-newest.js';

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

@QueryHandler(SearchCustomers)
export class SearchCustomersHandler implements IQueryHandler<SearchCustomers> {
  constructor(private readonly database: Database) {}

  async execute({ filter, page }: SearchCustomers): Promise<CustomerPage> {
    const found = await searchNewest(this.database, filter, { limit: page.limit + 1, cursor: page.cursor });
    const shown = found.slice(0, page.limit);
    const profiles = await profilesOf(
      this.database,
      shown.map(({ customer_id }) => customer_id),
    );
    const last = shown.at(-1);
    return {
      items: shown.flatMap(({ customer_id }) => profiles.get(customer_id) ?? []),
      next: found.length > shown.length && last ? encodeMoment(last.at, last.customer_id) : null,
      ...(page.total ? { total: await countFound(this.database, filter) } : {}),
    };
  }
}
