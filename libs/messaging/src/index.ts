export * from './embedded-feed.js';
export * from './publish.js';
export * from './store-feed.js';
