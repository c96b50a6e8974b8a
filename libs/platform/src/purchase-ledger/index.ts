export { amountText } from './amount-text.js';
export { applyPurchases } from './apply-purchases.js';
export { createLedger } from './create-ledger.js';
