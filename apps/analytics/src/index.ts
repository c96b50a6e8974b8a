import type { ServiceDefinition } from '@clientele/platform';
import { AnalyticsModule } from './analytics.module.js';

export const analytics: ServiceDefinition = {
  name: 'analytics',
  description: 'How the business does: growth, sales, distribution of customers, and conversion of leads.',
  module: AnalyticsModule,
  migrations: [],
};
