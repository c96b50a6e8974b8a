import Decoder, { type Header } from 'kafkajs/src/protocol/decoder.js';

const { prototype } = Decoder;
const readList = prototype.readVarIntArray;

/**
 * kafkajs 2.2.4 groups a record's headers by copying what it has for each of them: 5,000 headers, a record of 28 KB, stop
 * the process for five seconds, and ten times as many for ever. It reads no other list by this method, so here they come
 * grouped already. A header without a value comes with an empty one: kafkajs could not send it on.
 */
prototype.readVarIntArray = function (this: typeof prototype, read) {
  const headers = grouped(readList.call(this, read).reduce(collect, []));
  return { reduce: <T>() => headers as T };
};

const collect = (all: Header[], header: Header): Header[] => {
  all.push(header);
  return all;
};

type Grouped = Record<string, Buffer | Buffer[]>;

const grouped = (list: readonly Header[]): Grouped => {
  const headers = Object.create(null) as Grouped;
  for (const { key, value } of list) {
    const bytes = value ?? Buffer.alloc(0);
    const before = headers[key];
    if (before === undefined) headers[key] = bytes;
    else if (Array.isArray(before)) before.push(bytes);
    else headers[key] = [before, bytes];
  }
  return headers;
};
