import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ignoredBy } from './docker-context.js';

describe('.dockerignore', () => {
  const ignored = ignoredBy(readFileSync(join(import.meta.dirname, '..', '..', '.dockerignore'), 'utf8'));

  it.each([
    'package.json',
    'package-lock.json',
    'scripts/build.mjs',
    'deploy/docker/health.mjs',
    'apps/intake/src/main.ts',
    'libs/platform/package.json',
    'apps/standalone/package.json',
    'libs/testing/package.json',
  ])('gives the builder %s', (path) => {
    expect(ignored(path)).toBe(false);
  });

  it.each([
    '.env',
    '.git/config',
    '.npmrc',
    '.clientele/identity-secret',
    'node_modules/kafkajs/package.json',
    'deploy/kafka/pom.xml',
    'apps/intake/src/lead/lead.spec.ts',
    'apps/intake/dist/main.js',
    'apps/standalone/src/main.ts',
    'libs/testing/src/index.ts',
    'libs/platform/node_modules/a/package.json',
  ])('keeps %s from it', (path) => {
    expect(ignored(path)).toBe(true);
  });
});

describe('the rules of a .dockerignore', () => {
  it.each<[string, string, boolean]>([
    ['a', 'a/b/c', true],
    ['a/', 'a/b', true],
    ['/a', 'a', true],
    ['a', 'b/a', false],
    ['**/a', 'b/c/a', true],
    ['**/a', 'a', true],
    ['*.md', 'b.md', true],
    ['*.md', 'a/b.md', false],
    ['a?', 'ab', true],
    ['*\n!a', 'a/b', false],
    ['*\n!a\na/b', 'a/b', true],
    ['# a', 'a', false],
  ])('%j and %s: left out? %s', (rules, path, isOut) => {
    expect(ignoredBy(rules)(path)).toBe(isOut);
  });
});
