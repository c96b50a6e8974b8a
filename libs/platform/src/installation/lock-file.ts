import { readFile, rm, writeFile } from 'node:fs/promises';
import { EXIT, StartError } from './start-error.js';
import { startTimeOf } from './process-start-time.js';

interface Holder {
  readonly pid: number;
  /** Tells the process from a later one that got the same number. */
  readonly started: string;
}

/** Takes the lock, also that of a process that is gone; answers how to let go. @throws StartError where it is held. */
export const takeLock = async (file: string, folder: string): Promise<() => Promise<void>> => {
  const own: Holder = { pid: process.pid, started: (await startTimeOf(process.pid)) ?? '' };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(file, own)) return () => letGo(file, own);
    const holder = await read(file);
    if (holder && (await isAlive(holder))) throw inUse(folder, holder.pid);
    await rm(file, { force: true });
  }
  throw inUse(folder);
};

const create = async (file: string, holder: Holder): Promise<boolean> => {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new StartError(EXIT.failed, `${file} cannot be written: ${(error as Error).message}.`);
  }
  // Two that found the same old lock may both have removed it: the later one's stands.
  return isSame(await read(file), holder);
};

const letGo = async (file: string, own: Holder): Promise<void> => {
  if (isSame(await read(file), own)) await rm(file, { force: true });
};

const read = async (file: string): Promise<Holder | undefined> => {
  try {
    const holder: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
};

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && 'pid' in value && Number.isInteger(value.pid) && 'started' in value;

const isSame = (one: Holder | undefined, other: Holder): boolean =>
  one?.pid === other.pid && one.started === other.started;

const isAlive = async ({ pid, started }: Holder): Promise<boolean> => {
  const found = await startTimeOf(pid);
  return found !== undefined && found === started;
};

const inUse = (folder: string, pid?: number): StartError =>
  new StartError(
    EXIT.homeInUse,
    `Another Clientele${pid === undefined ? '' : ` (process ${pid})`} is running on ${folder}. ` +
      'Stop that one, or give this one a folder of its own by CLIENTELE_HOME.',
  );
