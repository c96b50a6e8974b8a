import { readinessOf, SubscriptionHost } from '@clientele/platform';
import { createSite, type SiteService } from '@clientele/platform/site';
import type { FastifyInstance } from 'fastify';
import type { Composition } from './compose.js';

/** The site over the services in this process. */
export const openSite = (composition: Composition): Promise<FastifyInstance> => createSite(siteServices(composition));

const siteServices = ({ services, document }: Composition): SiteService[] =>
  services.map((service) => ({
    name: service.definition.name,
    description: () => service.definition.description,
    document: () => document(service),
    state: () => readinessOf(service.database, service.app.get(SubscriptionHost).watch),
  }));
