import { readFileSync } from 'node:fs';

interface Purchase {
  readonly customer: string;
  readonly date: string;
  readonly quantity: number;
  readonly cents: number;
}

/** The overview of these purchases and nothing else, counted directly. */
export const overviewOf = (rows: readonly Purchase[]): object => {
  const purchases = new Map<string, number>();
  for (const { customer } of rows) purchases.set(customer, (purchases.get(customer) ?? 0) + 1);
  const cents = rows.reduce((sum, row) => sum + row.cents, 0);
  return {
    customers: purchases.size,
    leads: 0,
    purchases: rows.length,
    repeatBuyers: [...purchases.values()].filter((count) => count > 1).length,
    revenue: [{ currency: 'USD', amount: (cents / 100).toFixed(2) }],
  };
};

/** The rows of CDNOW, whose fields hold neither quotes nor commas. */
export const cdnowRows = (path: string): Purchase[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [customer = '', date = '', quantity, amount] = line.trim().split(',');
      return { customer, date, quantity: Number(quantity), cents: Math.round(Number(amount) * 100) };
    });
