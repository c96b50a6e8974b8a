import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, StartError } from './start-error.js';
import { takeLock } from './lock-file.js';

/** The folder with all that the embedded default keeps. */
export interface Home {
  readonly path: string;
  /** Of the identity keys, where CLIENTELE_IDENTITY_SECRET does not say it. */
  readonly identitySecret: string;
  /** Lets others have it. */
  readonly release: () => Promise<void>;
}

const MB = 1024 * 1024;
/** An empty installation takes about 120 MB, and PostgreSQL must never run full. */
const LEAST_FREE = 200 * MB;

/** Takes the folder for this process. @throws StartError */
export const openHome = async (path: string): Promise<Home> => {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new StartError(
      EXIT.failed,
      `The folder ${path} cannot be made: ${error.message}. Name another by CLIENTELE_HOME.`,
    );
  });
  await checkSpace(path);
  const release = await takeLock(join(path, 'clientele.lock'), path);
  try {
    return { path, identitySecret: await identitySecretIn(path), release };
  } catch (error) {
    await release();
    throw error;
  }
};

/** @throws StartError where fewer bytes are free. */
export const checkSpace = async (path: string, least: number = LEAST_FREE): Promise<void> => {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= least) return;
  const words = `Only ${Math.floor(free / MB)} MB are free where ${path} is, and ${Math.ceil(least / MB)} MB are needed.`;
  throw new StartError(EXIT.diskFull, `${words} Make room, or name another folder by CLIENTELE_HOME.`);
};

const identitySecretIn = async (path: string): Promise<string> => {
  const file = join(path, 'identity-secret');
  return (await secretOf(file)) ?? makeSecret(file);
};

/** Undefined only where there is none: one that cannot be read must not be made anew, since no customer would be known. */
const secretOf = async (file: string): Promise<string | undefined> => {
  const mend =
    'It holds the identity secret, without which no customer is known: mend it, or restore it from a backup.';
  const found = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(EXIT.failed, `${file} cannot be read: ${error.message}. ${mend}`);
  });
  if (found?.trim() === '') throw new StartError(EXIT.failed, `${file} is empty. ${mend}`);
  return found?.trim();
};

const makeSecret = async (file: string): Promise<string> => {
  const secret = randomBytes(32).toString('base64url');
  // Whole on the disk before its name is: half a secret would be another one.
  const aside = await open(`${file}.part`, 'w', 0o600);
  await aside.writeFile(`${secret}\n`);
  await aside.sync();
  await aside.close();
  await rename(`${file}.part`, file);
  return secret;
};
