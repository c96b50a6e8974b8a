import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { charsetOf, decodeText } from './decode-text.js';

const text = '客户,金额\n张伟𠮷€,12\n𠮷';
const decoded = async (pieces: readonly Buffer[], charset?: string) => {
  const { pieces: decoded, ...more } = await decodeText(Readable(pieces), charset);
  let whole = '';
  for await (const piece of decoded) whole += piece;
  return { text: whole, ...more };
};
async function* Readable(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

describe('decodeText', () => {
  it.each(['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'utf-32le'])(
    'reads %s, wherever the pieces part',
    async (charset) => {
      const bytes = iconv.encode(text, charset);
      for (let at = 0; at <= bytes.length; at++)
        expect((await decoded([bytes.subarray(0, at), bytes.subarray(at)], charset)).text).toBe(text);
      expect(
        (
          await decoded(
            [...bytes].map((byte) => Buffer.from([byte])),
            charset,
          )
        ).text,
      ).toBe(text);
      expect((await decoded([], charset)).text).toBe('');
    },
  );

  it.each([
    ['utf-8', Buffer.from(`\ufeff${text}`), 'gb18030'],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le'), undefined],
    ['utf-16be', iconv.encode(`\ufeff${text}`, 'utf-16be', { addBOM: false }), 'utf-8'],
    ['utf-32le', iconv.encode(`\ufeff${text}`, 'utf-32le', { addBOM: false }), undefined],
    ['utf-32be', iconv.encode(`\ufeff${text}`, 'utf-32be', { addBOM: false }), undefined],
    ['gb18030', iconv.encode(`\ufeff${text}`, 'gb18030'), undefined],
  ])('believes the byte order mark of %s', async (charset, bytes, said) => {
    expect(await decoded([bytes], said)).toEqual({ text, charset, byteOrderMark: true });
  });

  it('puts U+FFFD for what means nothing, and takes no delimiter with it', async () => {
    expect((await decoded([Buffer.from([0x61, 0xe5, 0x2c, 0x62, 0xff, 0x0a, 0xe5])])).text).toBe(
      'a\ufffd,b\ufffd\n\ufffd',
    );
    expect((await decoded([Buffer.from([0x61, 0x81, 0x2c, 0x62, 0x0a, 0x63, 0x64])], 'gb18030')).text).toBe(
      'a\ufffd,b\ncd',
    );
  });

  it.each([
    ['gb18030', '𠮷;abc', 3],
    ['shift_jis', Buffer.from([0xf0, 0x22, 0x22, 0x22, 0xc4, 0xb0]), 1],
  ])('loses no character at the end of a piece that began within one (%s)', async (charset, given, at) => {
    const bytes = typeof given === 'string' ? iconv.encode(given, charset) : given;
    const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
    expect((await decoded(pieces, charset)).text).toBe(iconv.decode(bytes, charset));
  });

  it('refuses what is no text', async () => {
    await expect(decoded([Buffer.from([0x50, 0x4b]), Buffer.from([3, 4, 0, 0])])).rejects.toThrow(/Excel/);
    await expect(decoded([Buffer.from([0x1f, 0x8b, 8, 0])])).rejects.toThrow(/gzip/);
  });

  it('reads the charset of a Content-Type', () => {
    expect(charsetOf('text/csv; header=present; charset="GB18030"')).toBe('gb18030');
    expect(charsetOf('text/csv;charset=utf8')).toBe('utf-8');
    expect(charsetOf('text/csv')).toBeUndefined();
    expect(() => charsetOf('text/csv; charset=klingon')).toThrow(/not known/);
  });
});
