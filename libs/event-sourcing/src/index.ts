export * from './event.js';
export * from './decider.js';
export * from './domain-error.js';
export * from './event-store.js';
export * from './feed.js';
export * from './projection.js';
export * from './shard.js';
export * from './sql.js';
