export * from './config.js';
export { ConfigError } from './environment-reader.js';
