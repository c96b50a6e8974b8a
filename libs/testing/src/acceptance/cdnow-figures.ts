import { expect } from '@jest/globals';
import type { Product } from './product.js';

/** The mapping of the columns, as one types it. */
export const CDNOW_IMPORT = [
  ...['--source', 'cdnow', '--map', 'customer.externalId=customer_id', '--map', 'occurredAt=date'],
  ...['--map', 'quantity=quantity', '--map', 'amount=amount_usd', '--set', 'currency=USD'],
];

interface Rows {
  readonly rows: readonly Record<string, unknown>[];
}

/** Holds the product against the known facts of CDNOW, through every service's views. */
export const expectCdnowFigures = async (product: Product): Promise<void> => {
  expect(await product.get('/analytics/v1/overview')).toEqual({
    customers: 23_570,
    leads: 0,
    purchases: 69_659,
    repeatBuyers: 11_662,
    revenue: [{ currency: 'USD', amount: '2500315.63' }],
  });

  const growth = await product.get<Rows>('/analytics/v1/customer-growth?by=month&from=1997-01-01&to=1997-03-31');
  expect(growth.rows).toEqual([
    { period: '1997-01', new: 7_846, total: 7_846 },
    { period: '1997-02', new: 8_476, total: 16_322 },
    { period: '1997-03', new: 7_248, total: 23_570 },
  ]);

  const sales = await product.get<Rows>('/analytics/v1/sales?by=month&from=1997-01-01&to=1998-06-30');
  const purchasesIn = (period: string): unknown => sales.rows.find((row) => row.period === period)?.purchases;
  expect(purchasesIn('1997-01')).toBe(8_928);
  expect(purchasesIn('1998-06')).toBe(2_043);

  const timeline = await product.get<{ total: number }>(
    '/interactions/v1/customers/cdnow:14048/timeline?kind=purchase',
  );
  expect(timeline.total).toBe(217);

  const rfm = await product.get<{ population: number }>('/segmentation/v1/rfm?asOf=1998-06-30');
  expect(rfm.population).toBe(23_570);
};
