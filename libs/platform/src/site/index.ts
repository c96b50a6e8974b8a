export { createSite } from './site.js';
export type { ServiceState, SiteService } from './site-service.js';
