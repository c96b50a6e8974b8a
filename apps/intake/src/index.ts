import type { ServiceDefinition } from '@clientele/platform';
import { IntakeModule } from './intake.module.js';
import * as migrations from './migrations/index.js';
import { publishFacts } from './reactions/publish-facts.js';

/** Takes facts in: leads, purchases, activities; receipts, imports. */
export const intake: ServiceDefinition = {
  name: 'intake',
  description: 'Takes in facts about customers - leads, purchases, activities - one by one, in streams and from files.',
  module: IntakeModule,
  migrations: Object.values(migrations),
  publish: publishFacts,
  transports: async (app, kafka) => {
    const { PartnerTransport } = await import('./partners/partner-transport.js');
    return [new PartnerTransport(app, kafka)];
  },
};
