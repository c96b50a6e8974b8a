export * from './apply-directory.js';
export * from './create-directory.js';
export * from './member-ids.js';
export * from './owners-of.js';
export type { MovedCustomer } from './move-pointers.js';
