import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Sql } from '@clientele/event-sourcing';
import { customerUnknown, Database } from '@clientele/platform';
import { unite, type CustomerProfile } from './customer-profile.js';
import type { OwnProfile } from './own-profile.js';

export class GetProfile extends Query<CustomerProfile> {
  constructor(readonly customerId: string) {
    super();
  }
}

@QueryHandler(GetProfile)
export class GetProfileHandler implements IQueryHandler<GetProfile> {
  constructor(private readonly database: Database) {}

  async execute({ customerId }: GetProfile): Promise<CustomerProfile> {
    const profile = (await profilesOf(this.database, [customerId])).get(customerId);
    if (profile) return profile;
    throw customerUnknown();
  }
}

/** By the id that was asked for; of one that was merged, the survivor's. */
export const profilesOf = async (sql: Sql, customerIds: readonly string[]): Promise<Map<string, CustomerProfile>> => {
  const { rows } = await sql.query<{ asked: string; canonical_id: string; owns: OwnProfile[] }>(
    `SELECT asked.customer_id AS asked, asked.canonical_id, jsonb_agg(family.own) AS owns
     FROM profile.customers asked JOIN profile.customers family USING (canonical_id)
     WHERE asked.customer_id = ANY($1::uuid[]) GROUP BY asked.customer_id`,
    [customerIds],
  );
  const profiles = new Map<string, CustomerProfile>();
  for (const { asked, canonical_id, owns } of rows) {
    const survivor = owns.find((own) => own.customerId === canonical_id);
    if (survivor)
      profiles.set(
        asked,
        unite(
          survivor,
          owns.filter((own) => own !== survivor),
        ),
      );
  }
  return profiles;
};
