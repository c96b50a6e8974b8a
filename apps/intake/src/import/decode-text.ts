import iconv from 'iconv-lite';
import { DomainError } from '@clientele/event-sourcing';

export const UTF_8 = 'utf-8';

/** Bytes of the longest byte order mark, and of the longest sign of what is no text. */
const LONGEST_MARK = 4;
/** In the charsets whose characters have one to four bytes, no byte below this is a part of a longer one. */
const FIRST_WITHIN = 0x30;
/** Bytes without any below that are no table. */
const MOST_HELD = 1024 * 1024;
/** That of UTF-32LE begins like that of UTF-16LE, so it comes first. */
const BOMS: readonly (readonly [string, readonly number[]])[] = [
  [UTF_8, [0xef, 0xbb, 0xbf]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
  ['utf-32le', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-32be', [0x00, 0x00, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^PK\u0003\u0004/, 'an Excel workbook or a ZIP archive'],
  [/^\u00d0\u00cf\u0011\u00e0/, 'an old Excel workbook'],
  [/^\u001f\u008b/, 'compressed by gzip'],
  [/^%PDF/, 'a PDF'],
];

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

/** `text/csv; charset=gb18030` -> `gb18030`; undefined where nothing is said. @throws DomainError `CharsetUnknown` */
export const charsetOf = (contentType: string | undefined): string | undefined => {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (charset === undefined || charset === 'utf8' || iconv.encodingExists(charset))
    return charset === 'utf8' ? UTF_8 : charset;
  throw new DomainError(
    'CharsetUnknown',
    'invalid',
    'The charset of the Content-Type is not known. Say utf-8, gb18030, big5, windows-1252, utf-16le, ... or convert the file.',
  );
};

export interface DecodedText {
  /** What the text was decoded from: a byte order mark wins over what was said. */
  readonly charset: string;
  readonly byteOrderMark: boolean;
  /** U+FFFD stands for bytes that mean nothing in that charset. */
  readonly pieces: AsyncIterable<string>;
}

/** Decodes a file as it comes in. @throws DomainError `NotText` for what is clearly something else */
export const decodeText = async (bytes: AsyncIterable<Buffer>, charset = UTF_8): Promise<DecodedText> => {
  const iterator = bytes[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < LONGEST_MARK) {
    const next = await iterator.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  refuseForeign(start);
  const [marked, mark] = BOMS.find(([, mark]) => mark.every((byte, index) => start[index] === byte)) ?? [];
  const used = marked ?? charset;
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const text = mark ? start.subarray(mark.length) : start;
  return { charset: used, byteOrderMark: mark !== undefined, pieces: decode(text, rest, decoderOf(used)) };
};

async function* decode(start: Buffer, rest: AsyncIterable<Buffer>, decoder: Decoder): AsyncGenerator<string> {
  yield decoder.write(start);
  for await (const bytes of rest) yield decoder.write(bytes);
  yield decoder.end();
}

const decoderOf = (charset: string): Decoder => {
  if (charset === UTF_8) {
    const decoder = new TextDecoder(UTF_8, { ignoreBOM: true });
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder(charset, { stripBOM: false });
  let held: Buffer = Buffer.alloc(0);
  return {
    write: (bytes) => {
      const all = Buffer.concat([held, bytes]);
      const end = all.length > MOST_HELD ? all.length : endOfWhole(all);
      held = all.subarray(end);
      return decoder.write(all.subarray(0, end));
    },
    end: () => decoder.write(held) + (decoder.end() ?? ''),
  };
};

/** iconv-lite loses what stands last in a piece where a character of several bytes ends at its beginning. */
const endOfWhole = (bytes: Buffer): number => bytes.findLastIndex((byte) => byte < FIRST_WITHIN) + 1;

const refuseForeign = (start: Buffer): void => {
  const head = start.subarray(0, 8).toString('latin1');
  const foreign = FOREIGN.find(([sign]) => sign.test(head));
  if (foreign) throw new DomainError('NotText', 'invalid', `This is ${foreign[1]}. Send the table as CSV text.`);
};
