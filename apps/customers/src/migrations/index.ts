export * from './1764000000000-create-identity-directory.js';
export * from './1764000001000-add-trigrams.js';
