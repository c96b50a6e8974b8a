export * from './always.js';
export * from './or-refusal.js';
export * from './swift.js';
export * from './wild.js';
