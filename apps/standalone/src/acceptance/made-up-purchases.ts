import { writeFileSync } from 'node:fs';

const ROWS = 20_000;
const CUSTOMERS = 7_000;
const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(1997, 0, 1);

/** A file with the columns of CDNOW, the same each time, for machines that have not got the real one. */
export const writeMadeUpPurchases = (path: string): void => {
  const lines = ['customer_id,date,quantity,amount_usd'];
  for (let row = 0; row < ROWS; row++) {
    // Multipliers without a common factor, so that the columns do not go in step.
    const customer = String((row * 7_919) % CUSTOMERS).padStart(5, '0');
    const date = new Date(FIRST_DAY + ((row * 31) % 545) * DAY).toISOString().slice(0, 10);
    lines.push(`${customer},${date},${1 + (row % 5)},${((row * 1_237) % 20_000) / 100}`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
};
