export * from './contract.js';
export * from './intake/facts.v1.js';
export * from './customers/customers.v1.js';
export * from './interactions/interactions.v1.js';
export * from './segmentation/segmentation.v1.js';
export * from './catalog.js';
export * from './cloud-event-type.js';
