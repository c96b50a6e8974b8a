import { describe, expect, it } from '@jest/globals';
import decodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import './linear-headers.js';

const written = (headers: Record<string, Buffer | Buffer[]>): Buffer =>
  encodeRecord({ key: null, value: Buffer.from('value'), headers }).buffer;
const readBack = (record: Buffer) => {
  const decoder = new Decoder(record);
  decoder.readVarInt();
  return decodeRecord(decoder, { firstOffset: '0', firstTimestamp: '0' });
};
const bytes = (text: string): Buffer => Buffer.from(text);

describe('the headers of a record', () => {
  it('are read by name, those of one name as a list', () => {
    const headers = { a: bytes('1'), b: [bytes('2'), bytes('3'), bytes('4')], ['__proto__']: bytes('5') };
    const { headers: read, value } = readBack(written(headers));
    expect(Object.entries(read ?? {})).toEqual(Object.entries(headers));
    expect(value).toEqual(bytes('value'));
  });

  it('take no more time than there are', () => {
    const record = written(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`h${at}`, bytes('')])));
    const began = performance.now();
    expect(Object.keys(readBack(record).headers ?? {})).toHaveLength(20_000);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
