export { openGateway, startGateway, type Gateway } from './start-gateway.js';
export type { Upstreams } from './upstreams.js';
