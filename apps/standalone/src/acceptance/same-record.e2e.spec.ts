import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '@clientele/testing';
import { StandaloneProcess } from '../testing/start-process.js';

interface Answer {
  readonly receipts: readonly { id: string; status: string; receivedAt: string }[];
}

describe('The same record, posted by 64 at once', () => {
  let product: Product;
  beforeAll(async () => {
    product = new Product(await StandaloneProcess.start());
  }, 60_000);
  afterAll(() => product.running.stop());

  it('is accepted once, a duplicate 63 times, and one event', async () => {
    const record = { source: 'web', id: 'form-1', customer: { email: 'ann@example.com', name: 'Ann Example' } };
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => product.post<Answer>('/intake/v1/leads', record)),
    );
    const receipts = answers.flatMap((answer) => answer.receipts);
    expect(receipts.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(receipts.filter(({ status }) => status === 'duplicate')).toHaveLength(63);
    expect(new Set(receipts.map(({ id, receivedAt }) => `${id} ${receivedAt}`)).size).toBe(1);
    const status = await product.get<{ events: number }>('/intake/v1/operations/status');
    expect(status.events).toBe(1);
  }, 60_000);
});
