import { Injectable } from '@nestjs/common';
import { customerUnknown, Database, isUuid } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { ancestorsOf, familyOf } from './identity-directory.js';

/** Reads what stands for a customer in a URL: a UUID, an e-mail address, a phone number with +, or `source:id`. */
@Injectable()
export class CustomerRefs {
  constructor(
    private readonly database: Database,
    private readonly keys: IdentityKeys,
  ) {}

  /** Itself, also where it was merged into another. @throws DomainError `CustomerUnknown` */
  async own(ref: string): Promise<string> {
    const id = isUuid(ref) ? await this.byId(ref.toLowerCase()) : await this.byKeys(this.keys.ofRef(ref));
    if (id === undefined) throw customerUnknown();
    return id;
  }

  /** The customer it counts for: the end of the chain of merges. */
  async canonical(ref: string): Promise<string> {
    const id = await this.own(ref);
    return (await ancestorsOf(this.database, [id])).get(id)?.at(-1) ?? id;
  }

  /** All that count for the same customer, that one first. */
  async family(ref: string): Promise<string[]> {
    return familyOf(this.database, await this.canonical(ref));
  }

  private async byId(id: string): Promise<string | undefined> {
    const { rowCount } = await this.database.query('SELECT FROM customers WHERE customer_id = $1', [id]);
    return rowCount === 0 ? undefined : id;
  }

  private async byKeys(keys: readonly string[]): Promise<string | undefined> {
    if (keys.length === 0) return undefined;
    const { rows } = await this.database.query<{ customer_id: string }>(
      `SELECT k.customer_id FROM unnest($1::text[]) WITH ORDINALITY AS wanted (identity_key, place)
       JOIN identity_keys k USING (identity_key) ORDER BY place LIMIT 1`,
      [keys],
    );
    return rows[0]?.customer_id;
  }
}
