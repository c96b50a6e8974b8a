import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** What the first worker noted for the others: the server, or why there is none. */
type Outcome<T> = { readonly value: T } | { readonly failure: string };

const runFolder = (): string => {
  const folder = process.env.CLIENTELE_TEST_RUN;
  if (!folder) throw new Error('CLIENTELE_TEST_RUN is not set: run the tests by the jest.config.js of the workspace.');
  return folder;
};

const outcomeOf = async <T>(start: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return { value: await start() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
};

const note = async <T>(file: string, outcome: Outcome<T>): Promise<Outcome<T>> => {
  await writeFile(`${file}.part`, JSON.stringify(outcome));
  await rename(`${file}.part`, file);
  return outcome;
};

const noted = async <T>(file: string): Promise<Outcome<T> | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Outcome<T>);
};

/** The worker that starts it may be fetching it first: how long that may take is its own affair, and the test's. */
const untilNoted = async <T>(file: string): Promise<Outcome<T>> => {
  for (;;) {
    const outcome = await noted<T>(file);
    if (outcome) return outcome;
    await setTimeout(20);
  }
};

/** Starts a server that all workers of the run share: whoever comes first does it, in the run's folder. */
export const onceARun = async <T>(name: string, start: (folder: string) => Promise<T>): Promise<T> => {
  const folder = runFolder();
  const file = join(folder, `${name}.json`);
  const isFirst = await writeFile(join(folder, `${name}.starting`), String(process.pid), { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  const outcome = isFirst ? await note(file, await outcomeOf(() => start(folder))) : await untilNoted<T>(file);
  if ('failure' in outcome) throw new Error(outcome.failure);
  return outcome.value;
};
