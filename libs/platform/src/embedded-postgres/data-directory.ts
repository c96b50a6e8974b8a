import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runToEnd } from './run-to-end.js';
import { isReachable, type SystemUser } from './system-user.js';

/** A data directory that cannot be used, in words. */
export class DataDirectoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DataDirectoryError';
  }
}

export interface DataDirectory {
  readonly path: string;
  readonly password: string;
}

/**
 * Where the data really lies. PostgreSQL, which is not root, cannot live in a folder that only root may enter: then it
 * is a folder of its own under /var/lib/clientele, named after the one that was asked for.
 */
const placeFor = async (asked: string, runAs: SystemUser | undefined): Promise<string> => {
  const parent = dirname(asked);
  await mkdir(parent, { recursive: true });
  if (!runAs || (await isReachable(parent, runAs))) return asked;
  await checkUnlessEmpty(asked);
  const name = `${basename(asked)}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`;
  await mkdir('/var/lib/clientele', { recursive: true, mode: 0o755 });
  return join('/var/lib/clientele', name);
};

const passwordFile = (path: string): string => `${path}.password`;

/** Initialised aside and renamed, so that a crash in the middle leaves nothing half done. */
const initialise = async (path: string, binaries: PostgresBinaries, runAs: SystemUser | undefined): Promise<void> => {
  const aside = `${path}.initialising`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  await writeFile(passwordFile(path), randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (runAs) {
    await chown(aside, runAs.uid, runAs.gid);
    await chown(passwordFile(path), runAs.uid, runAs.gid);
  }
  const options = ['--username=clientele', '--auth=scram-sha-256', `--pwfile=${passwordFile(path)}`, '--encoding=UTF8'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'];
  await runToEnd(binaries.initdb, [`--pgdata=${aside}`, ...options, ...locale], runAs);
  await rename(aside, path);
};

const entriesOf = (path: string): Promise<string[]> => readdir(path).catch(() => []);

const checkUnlessEmpty = async (path: string): Promise<void> => {
  const entries = await entriesOf(path);
  if (entries.length > 0) await check(path, entries);
};

const check = async (path: string, entries: readonly string[]): Promise<void> => {
  const mend = 'Restore it from a backup, or move it away to start with an empty one.';
  if (!entries.includes('PG_VERSION') || !entries.includes('global'))
    throw new DataDirectoryError(`${path} is not a PostgreSQL data directory, or a damaged one. ${mend}`);
  const version = (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim();
  if (version !== '18')
    throw new DataDirectoryError(`${path} was made by PostgreSQL ${version || '?'}; this is PostgreSQL 18. ${mend}`);
};

/** Finds the data directory, or makes a new one. Throws {@link DataDirectoryError} for one that is damaged. */
export const openDataDirectory = async (
  asked: string,
  binaries: PostgresBinaries,
  runAs: SystemUser | undefined,
): Promise<DataDirectory> => {
  const path = await placeFor(resolve(asked), runAs);
  const entries = await entriesOf(path);
  if (entries.length === 0) {
    await rm(path, { recursive: true, force: true });
    await initialise(path, binaries, runAs);
  } else {
    await check(path, entries);
  }
  const password = await readFile(passwordFile(path), 'utf8').catch(() => {
    throw new DataDirectoryError(
      `${passwordFile(path)} is missing: without it the database in ${path} cannot be opened.`,
    );
  });
  return { path, password };
};
