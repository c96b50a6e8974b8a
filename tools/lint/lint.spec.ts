import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';

const fixtures = join(import.meta.dirname, 'fixtures');
const eslint = new ESLint({ cwd: join(import.meta.dirname, '..', '..') });

/** A fixture says in its first lines in which file's place it is linted, and which rule must catch it. */
const readFixture = (name: string) => {
  const text = readFileSync(join(fixtures, name), 'utf8');
  const [, filePath = '', rule = ''] = /^\/\/ as: (\S+)\n\/\/ caught by: (\S+)\n/.exec(text) ?? [];
  return { text, filePath, caughtBy: rule === 'nothing' ? [] : [rule] };
};

describe('the lint rules of the house', () => {
  it.each(readdirSync(fixtures))('%s', async (name) => {
    const { text, filePath, caughtBy } = readFixture(name);

    const [result] = await eslint.lintText(text, { filePath });

    expect([...new Set(result?.messages.map(({ ruleId, message }) => ruleId ?? message))]).toEqual(caughtBy);
  });
});
