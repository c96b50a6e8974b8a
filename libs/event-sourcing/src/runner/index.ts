export { FencedError, inWords, isTransient } from './faults.js';
export type { ParkedPage } from './parking.js';
export * from './position-token.js';
export * from './projection-runner.js';
export { Signal } from './signal.js';
export * from './status.js';
export type { RunnerLogger } from './subscription.js';
export * from './tables.js';
export * from './transactional-sql.js';
