// node deploy/compose/make-env.mjs: a .env with secrets made at random, for docker compose. Never replaces one: the identity
// secret is fixed for the databases' life.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const example = readFileSync(join(root, '.env.example'), 'utf8');
// Hexadecimal, since they become part of URLs.
const filled = example.replace(
  /^(\w+(?:SECRET|PASSWORD))=$/gm,
  (_, name) => `${name}=${randomBytes(24).toString('hex')}`,
);
try {
  writeFileSync(join(root, '.env'), filled, { flag: 'wx', mode: 0o600 });
  console.log(
    '.env has secrets now. Keep a copy of CLIENTELE_IDENTITY_SECRET: without it no customer would be known again.',
  );
} catch (error) {
  console.error(error.code === 'EEXIST' ? 'There is a .env already; it stays as it is.' : error.message);
  process.exitCode = 1;
}
