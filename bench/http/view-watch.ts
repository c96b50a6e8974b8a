import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { connect } from '../harness/connect.ts';
import type { Product, Service } from '../product/product.ts';

/** Milliseconds between two looks at a view; so much too late a lead may be seen, and never too early. */
const LOOK_AGAIN = 10;
const PATIENCE = 60_000;

/** A view, and which of these are in it by now. */
interface Look {
  readonly service: Service;
  readonly by: 'lead' | 'customer';
  readonly sql: string;
}

/** The timeline knows whose a lead is once it has seen lead and customer. */
const TIMELINE = `SELECT entry_id AS id, customer_id FROM timeline.entries WHERE entry_id = ANY ($1) AND customer_id IS NOT NULL`;

const LOOKS: readonly Look[] = [
  { service: 'interactions', by: 'lead', sql: TIMELINE },
  { service: 'analytics', by: 'lead', sql: `SELECT lead_id AS id FROM business.leads WHERE lead_id = ANY ($1)` },
  {
    service: 'analytics',
    by: 'customer',
    sql: `SELECT customer_id AS id FROM business.customers WHERE customer_id = ANY ($1)`,
  },
  {
    service: 'customers',
    by: 'customer',
    sql: `SELECT customer_id AS id FROM profile.search WHERE customer_id = ANY ($1)`,
  },
  {
    service: 'segmentation',
    by: 'customer',
    sql: `SELECT customer_id AS id FROM value.directory_customers WHERE customer_id = ANY ($1)`,
  },
];

/** When each lead is in every view: the search, the timeline, the value and the reports. Looks into the views' tables. */
export class ViewWatch {
  readonly #waiting: ReadonlyMap<Look, Map<string, string>> = new Map(LOOKS.map((look) => [look, new Map()]));
  readonly #left = new Map<string, { acknowledged: number; views: number }>();
  readonly #delays: number[] = [];
  readonly #clients: pg.Client[];
  readonly #closing = new AbortController();
  readonly #looking: Promise<unknown>;

  private constructor(clients: ReadonlyMap<Look, pg.Client>) {
    this.#clients = [...clients.values()];
    this.#looking = Promise.all([...clients].map(([look, client]) => this.#watch(look, client)));
    this.#looking.catch(() => undefined);
  }

  static async open(product: Product): Promise<ViewWatch> {
    const clients = LOOKS.map(async (look) => [look, await connect(product.databaseUrl(look.service))] as const);
    return new ViewWatch(new Map(await Promise.all(clients)));
  }

  /** Leads that were acknowledged just now. */
  expect(leads: readonly string[]): void {
    for (const lead of leads) {
      this.#left.set(lead, { acknowledged: performance.now(), views: LOOKS.length });
      for (const [look, waiting] of this.#waiting) if (look.by === 'lead') waiting.set(lead, lead);
    }
  }

  /** Milliseconds, one of each lead, when all are there. @throws Error where one is not within a minute */
  async delays(): Promise<number[]> {
    const end = performance.now() + PATIENCE;
    while (this.#left.size > 0) {
      if (performance.now() > end) throw new Error(`${this.#left.size} leads are not in every view.`);
      await Promise.race([setTimeout(LOOK_AGAIN), this.#looking]);
    }
    return this.#delays;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking.catch(() => undefined);
    await Promise.all(this.#clients.map((client) => client.end()));
  }

  async #watch(look: Look, client: pg.Client): Promise<void> {
    const waiting = this.#waiting.get(look)!;
    while (!this.#closing.signal.aborted) {
      if (waiting.size > 0) {
        const { rows } = await client.query<{ id: string; customer_id?: string }>(look.sql, [[...waiting.keys()]]);
        for (const { id, customer_id: customer } of rows) this.#seen(waiting, id, customer);
      }
      await setTimeout(LOOK_AGAIN);
    }
  }

  #seen(waiting: Map<string, string>, id: string, customer: string | undefined): void {
    const lead = waiting.get(id)!;
    waiting.delete(id);
    if (customer !== undefined)
      for (const [look, others] of this.#waiting) if (look.by === 'customer') others.set(customer, lead);
    const left = this.#left.get(lead)!;
    left.views -= 1;
    if (left.views > 0) return;
    this.#left.delete(lead);
    this.#delays.push(performance.now() - left.acknowledged);
  }
}
