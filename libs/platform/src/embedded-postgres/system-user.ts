import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom the PostgreSQL processes run as. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const lookUp = async (name: string): Promise<SystemUser | undefined> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
};

/**
 * PostgreSQL refuses to run as root: then it runs as the system user `postgres`, which is made if there is none. For
 * everybody else: nobody, that is, as oneself.
 */
export const postgresUser = async (): Promise<SystemUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp('postgres');
  if (existing) return existing;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and the system user "postgres" could not be made for it. ' +
        'Run this as another user, or name a PostgreSQL server by DATABASE_URL.',
      { cause },
    );
  }
  const made = await lookUp('postgres');
  if (!made) throw new Error('The system user "postgres" was made but cannot be found.');
  return made;
};

const mayEnter = (mode: number, owner: SystemUser, user: SystemUser): boolean => {
  if (owner.uid === user.uid) return (mode & 0o100) !== 0;
  if (owner.gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
};

/** Whether the user may enter the directory and every one above it. */
export const isReachable = async (directory: string, user: SystemUser): Promise<boolean> => {
  const { mode, uid, gid } = await stat(directory);
  if (!mayEnter(mode, { uid, gid }, user)) return false;
  const parent = dirname(directory);
  return parent === directory || isReachable(parent, user);
};
