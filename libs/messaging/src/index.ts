export * from './embedded-feed.js';
export * from './publish.js';
