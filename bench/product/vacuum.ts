import { connect } from '../harness/connect.ts';
import { SERVICES, type Product } from './product.ts';

/** As autovacuum has done by the end of any day; else it would do so while something is measured. */
export const vacuum = async (product: Product): Promise<void> => {
  for (const service of SERVICES) {
    const client = await connect(product.databaseUrl(service));
    try {
      await client.query('VACUUM (ANALYZE)');
    } finally {
      await client.end();
    }
  }
};
