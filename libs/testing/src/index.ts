export * from './customer-facts.js';
export * from './eventually.js';
export * from './given.js';
export * from './golden-samples.js';
export * from './test-database.js';
export { testServerUrl } from './test-server.js';
export * from './published.js';
export * from './view-in-hand.js';
export * from './service-under-test.js';
