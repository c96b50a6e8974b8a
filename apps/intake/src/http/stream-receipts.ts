import type { Readable } from 'node:stream';
import type { Incoming, Receipt } from '../fact/fact-batch.js';
import type { FactKind } from '../fact/fact-id.js';
import { linesOf } from './lines.js';
import { parseLine } from './parse-line.js';

const BATCH = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Records in by lines, receipts out by lines, in order. Reads on only when a batch is in, so that the sender is slowed to
 * what the store takes; a batch goes as soon as there is nothing more to read.
 */
export async function* streamReceipts(
  kind: FactKind,
  body: Readable,
  takeIn: (records: readonly Incoming[]) => Promise<readonly Receipt[]>,
): AsyncGenerator<string> {
  let batch: Incoming[] = [];
  let bytes = 0;
  const flush = async (): Promise<string> => {
    const numbers = batch.map(({ row }) => row);
    const receipts = await takeIn(batch);
    batch = [];
    bytes = 0;
    return receipts.map((receipt, index) => `${JSON.stringify({ line: numbers[index], ...receipt })}\n`).join('');
  };
  for await (const lines of linesOf(body as AsyncIterable<Buffer>)) {
    for (const line of lines) {
      const incoming = parseLine(kind, line);
      if (!incoming) continue;
      batch.push(incoming);
      bytes += line.bytes.length;
      if (batch.length >= BATCH || bytes >= BATCH_BYTES) yield await flush();
    }
    if (batch.length > 0 && body.readableLength === 0) yield await flush();
  }
  if (batch.length > 0) yield await flush();
}
