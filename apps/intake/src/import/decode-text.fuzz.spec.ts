import { describe, expect } from '@jest/globals';
import { always, inPieces, orRefusal, orRefusalOf, wildText } from '@clientele/testing';
import { DomainError } from '@clientele/event-sourcing';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { charsetOf, decodeText } from './decode-text.js';

const CHARSETS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'utf-16',
  'utf-32le',
  'utf-32',
  'utf-7',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'windows-1252',
  'euc-kr',
];
const places = fc.array(fc.nat(200), { maxLength: 8 });

const decode = async (pieces: readonly Buffer[], charset?: string): Promise<string | DomainError> => {
  const decoded = await orRefusalOf(decodeText(arriving(pieces), charset));
  if (decoded instanceof DomainError) return decoded;
  let text = '';
  for await (const piece of decoded.pieces) text += piece;
  return text;
};
async function* arriving(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

describe('bytes', () => {
  always(
    'of whatever kind are text, or are refused in words, and come to the same in whatever pieces',
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        wildText(40).map((text) => Buffer.from(text)),
      ),
      fc.constantFrom(...CHARSETS),
      places,
      async (bytes, charset, at) => {
        const whole = await decode([Buffer.from(bytes)], charset);
        const parted = await decode(inPieces(Buffer.from(bytes), at), charset);
        if (whole instanceof DomainError) expect(parted).toMatchObject({ code: whole.code });
        else expect(parted).toBe(whole);
      },
    ),
    { runs: 400 },
  );

  always(
    'of proper text are that text again',
    fc.asyncProperty(
      // A mark of UTF-16 with U+0000 after it is that of UTF-32.
      wildText(40).map((text) => text.toWellFormed().replaceAll('\ufeff', '').replace(/^\0+/, '')),
      fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be', 'gb18030'),
      fc.boolean(),
      places,
      async (text, charset, mark, at) => {
        const bytes = iconv.encode(mark ? `\ufeff${text}` : text, charset, { addBOM: false });
        const decoded = await decode(inPieces(bytes, at), charset);
        // What begins like a PDF is taken for one.
        if (!(decoded instanceof DomainError)) expect(decoded).toBe(text);
      },
    ),
    { runs: 100 },
  );
});

describe('the charset of a Content-Type', () => {
  const name = fc.oneof(
    fc.constantFrom(...CHARSETS, 'internal', 'base64', 'hex', 'dbcs', 'sbcs', 'ucs2', 'binary'),
    wildText(12),
  );
  always(
    'is one that can be decoded, or is refused in words',
    fc.asyncProperty(name, fc.boolean(), wildText(40), async (charset, quoted, text) => {
      const said = orRefusal(() => charsetOf(`text/csv; charset=${quoted ? `"${charset}"` : charset}`));
      if (!(said instanceof DomainError)) await decode([Buffer.from(text)], said);
    }),
    { runs: 100 },
  );
});
