export * from './clean-text.js';
export * from './normalised.js';
export * from './normalise-email.js';
export * from './normalise-phone.js';
export * from './identity-keys.js';
