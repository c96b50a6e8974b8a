export { applyDirectory, type DirectoryChanges } from './apply-directory.js';
export { createDirectory } from './create-directory.js';
export { memberIds } from './member-ids.js';
export type { MovedCustomer } from './move-pointers.js';
export { ownersOf } from './owners-of.js';
export { customerUnknown, resolveCustomer } from './resolve-customer.js';
