import { createSite, type ServiceState, type SiteService } from '@clientele/platform/site';
import type { FastifyInstance } from 'fastify';
import type { Composition, RunningService } from './compose.js';

/** The site over the services in this process. */
export const openSite = (composition: Composition): Promise<FastifyInstance> => createSite(siteServices(composition));

const siteServices = ({ services, document }: Composition): SiteService[] =>
  services.map((service) => ({
    name: service.definition.name,
    description: () => service.definition.description,
    document: () => document(service),
    state: () => stateOf(service),
  }));

/** Whether its database answers. */
const stateOf = async ({ database }: RunningService): Promise<ServiceState> => {
  try {
    await database.query('SELECT 1');
    return { isReady: true, words: 'ready' };
  } catch {
    return { isReady: false, words: 'its database cannot be reached' };
  }
};
