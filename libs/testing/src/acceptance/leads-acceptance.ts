import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithData } from '../real-data.js';
import { Product, type RunningProduct } from './product.js';

const MAPPING = [
  ...['--map', 'id=Prospect ID', '--map', 'customer.externalId=Prospect ID', '--map', 'channel=Lead Source'],
  ...['--map', 'converted=Converted', '--map', 'customer.country=Country', '--map', 'customer.city=City'],
];

interface Conversion {
  readonly rows: readonly { channel: string; leads: number; converted: number; rate: number | string }[];
}

/** The leads through the whole product. `how` says in what shape it runs. */
export const leadsAcceptance = (how: string, start: () => Promise<RunningProduct>): void =>
  describeWithData('x-education-leads.csv', `The leads of X Education, ${how}`, (file) => {
    let product: Product;
    beforeAll(async () => {
      product = new Product(await start());
    }, 300_000);
    afterAll(() => product.running.stop(), 60_000);

    it('come out as 9,240 leads, of whom 3,561 converted, by channel', async () => {
      const { output, code } = await product.command(
        'import',
        'leads',
        file,
        '--source',
        'xeducation',
        ...MAPPING,
        '--wait',
      );
      process.stderr.write(output.split('\n').slice(-12).join('\n'));
      expect(code).toBe(0);
      const overview = await product.get('/analytics/v1/overview');
      expect(overview).toMatchObject({ customers: 9_240, leads: 9_240, purchases: 0, repeatBuyers: 0 });

      const { rows } = await product.get<Conversion>('/analytics/v1/lead-conversion?by=channel');
      const sum = (field: 'leads' | 'converted'): number => rows.reduce((all, row) => all + row[field], 0);
      expect(sum('leads')).toBe(9_240);
      expect(sum('converted')).toBe(3_561);
      expect(rows.filter(({ channel }) => /google/i.test(channel)).map(({ leads }) => leads)).toEqual([2_873]);
      expect(rows.find(({ leads }) => leads === 36)).toBeDefined();

      const distribution = await product.get<{ rows: { customers: number }[] }>(
        '/analytics/v1/distribution?of=channel',
      );
      expect(distribution.rows.reduce((all, row) => all + row.customers, 0)).toBe(9_240);
    }, 240_000);
  });
