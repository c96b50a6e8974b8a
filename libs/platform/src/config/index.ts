export * from './config.js';
export { ConfigError, EnvironmentReader } from './environment-reader.js';
export { readServiceUrls } from './read-service-urls.js';
