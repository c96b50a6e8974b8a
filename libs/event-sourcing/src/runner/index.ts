export * from './position-token.js';
export * from './projection-runner.js';
export * from './status.js';
export * from './tables.js';
export * from './transactional-sql.js';
