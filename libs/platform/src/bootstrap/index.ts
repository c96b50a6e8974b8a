export { bootstrap } from './bootstrap.js';
export { startService, type RunningService } from './start-service.js';
