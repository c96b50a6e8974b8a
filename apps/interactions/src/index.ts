import type { ServiceDefinition } from '@clientele/platform';
import { InteractionsModule } from './interactions.module.js';
import { publishInteractions } from './reactions/publish-interactions.js';

export const interactions: ServiceDefinition = {
  name: 'interactions',
  description: 'What passed between us and our customers: purchases, activities, refunds, and what is to follow.',
  module: InteractionsModule,
  migrations: [],
  publish: publishInteractions,
};
