export { amountText } from './amount-text.js';
export { applyPurchases, type Gain, type LedgerChanges } from './apply-purchases.js';
export { createLedger } from './create-ledger.js';
