export { startStandalone, type Standalone } from './start-standalone.js';
export { EXIT, StartError } from './start-error.js';
