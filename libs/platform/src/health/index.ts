export { FeedWatch, type Standing } from './feed-watch.js';
export { readinessOf } from './readiness-of.js';
