export { HttpProblem } from '../http/problem.js';
export { createLogger, type Logger } from '../logging/logger.js';
export { SERVICE_NAMES, type ServiceName } from '../service-names.js';
export { answerProblem } from './answer-problem.js';
export { createSite } from './site.js';
export type { ServiceState, SiteService } from './site-service.js';
