import { isUtf8 } from 'node:buffer';
import type { FactKind } from '../fact/fact-id.js';
import type { Incoming } from '../fact/fact-batch.js';
import { LONGEST_LINE, type Line } from './lines.js';

/** A line of NDJSON as a record; one that is none is on its way to be rejected, under its number. */
export const parseLine = (kind: FactKind, { number, bytes, tooLong }: Line): Incoming | undefined => {
  const broken = (detail: string): Incoming => ({
    kind,
    record: bytes.toString(),
    problem: { pointer: '', detail: `Line ${number}: ${detail}` },
    row: number,
  });
  if (tooLong) return broken(`A record has at most ${LONGEST_LINE} bytes.`);
  if (!isUtf8(bytes)) return broken('This is not UTF-8.');
  const text = (number === 1 ? bytes.toString().replace(/^\ufeff/, '') : bytes.toString()).trim();
  if (text === '') return undefined;
  try {
    return { kind, record: JSON.parse(text) as unknown, row: number };
  } catch {
    return broken('This is no JSON. Put one whole record on each line.');
  }
};
