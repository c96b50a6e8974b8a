import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseEmail } from './normalise-email.js';

describe('normaliseEmail', () => {
  it.each([
    ['  Ann.Lee@Example.COM ', 'ann.lee@example.com'],
    ['ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann@example.com'],
    ['ann+shop@example.com', 'ann+shop@example.com'],
    ['ann@Bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@XN--BCHER-KVA.example', 'ann@xn--bcher-kva.example'],
    ['ann@例子。公司', 'ann@xn--fsqu00a.xn--55qx5d'],
    ['张伟@example.cn', '张伟@example.cn'],
    ["o'hara@example.ie", "o'hara@example.ie"],
  ])('brings %j to its one form', (text, form) => {
    expect(normaliseEmail(text)).toEqual({ value: form });
  });

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@10.0.0.1',
    'ann@1',
    'ann@example..com',
    'ann@-example.com',
    '.ann@example.com',
    'ann lee@example.com',
    'Ann Lee <ann@example.com>',
    'ann@exa mple.com',
    'a@b@example.com',
    'ann\u0000@example.com',
    'ann\ud800@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
    `ann@${'abc.'.repeat(70)}com`,
  ])('refuses %j, in words that do not repeat it', (text) => {
    const { value, problem } = normaliseEmail(text);
    expect(value).toBeUndefined();
    expect(problem).toMatch(/\.$/);
    if (text.length > 12) expect(problem).not.toContain(text);
  });

  it('leaves its own form as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ unit: 'grapheme' }).map((s) => `${s}@example.com`),
        ),
        (text) => {
          const { value } = normaliseEmail(text);
          if (value !== undefined) expect(normaliseEmail(value)).toEqual({ value });
        },
      ),
    );
  });
});
