import type { ServiceDefinition } from '@clientele/platform';
import { CustomersModule } from './customers.module.js';
import { AddTrigrams1764000001000, CreateIdentityDirectory1764000000000 } from './migrations/index.js';
import { publishCustomers } from './reactions/publish-customers.js';

/** Who the customers are. */
export const customers: ServiceDefinition = {
  name: 'customers',
  description: 'Who the customers are: identity, profile, classification, tags, notes, merges.',
  module: CustomersModule,
  migrations: [CreateIdentityDirectory1764000000000, AddTrigrams1764000001000],
  publish: publishCustomers,
};
