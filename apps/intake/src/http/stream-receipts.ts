import type { Readable } from 'node:stream';
import type { Incoming, Receipt } from '../fact/fact-batch.js';
import type { FactKind } from '../fact/fact-id.js';
import { linesOf } from './lines.js';
import { parseLine } from './parse-line.js';
import { twoAtOnce } from './two-at-once.js';

const BATCH = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Records in by lines, receipts out by lines, in order. While the store has one batch, the next is read and cleaned, and
 * no more, so that the sender is slowed to what the store takes; a batch goes as soon as there is nothing more to read.
 */
export async function* streamReceipts(
  kind: FactKind,
  body: Readable,
  takeIn: (records: readonly Incoming[]) => Promise<readonly Receipt[]>,
): AsyncGenerator<string> {
  const receiptsOf = async (batch: readonly Incoming[]): Promise<string> => {
    const receipts = await takeIn(batch);
    return receipts.map((receipt, index) => `${JSON.stringify({ line: batch[index]!.row, ...receipt })}\n`).join('');
  };
  yield* twoAtOnce(batchesOf(kind, body), receiptsOf);
}

async function* batchesOf(kind: FactKind, body: Readable): AsyncGenerator<readonly Incoming[]> {
  let batch: Incoming[] = [];
  let bytes = 0;
  const take = (): readonly Incoming[] => {
    const taken = batch;
    batch = [];
    bytes = 0;
    return taken;
  };
  for await (const lines of linesOf(body as AsyncIterable<Buffer>)) {
    for (const line of lines) {
      const incoming = parseLine(kind, line);
      if (!incoming) continue;
      batch.push(incoming);
      bytes += line.bytes.length;
      if (batch.length >= BATCH || bytes >= BATCH_BYTES) yield take();
    }
    if (batch.length > 0 && body.readableLength === 0) yield take();
  }
  if (batch.length > 0) yield take();
}
