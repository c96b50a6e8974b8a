import { readdir, readFile } from 'node:fs/promises';

/** What processes have used so far; Linux only, elsewhere all of it is 0. */
export interface Usage {
  /** Of the processors, by all of them together. */
  readonly seconds: number;
  /** The most memory that any one Node of them held at once, in MB. */
  readonly peak: number;
}

/** In which /proc counts. */
const TICKS = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** Of processes and all that they have started, as far as they still run. */
export const usageOf = async (pids: readonly number[]): Promise<Usage> => {
  const family = await familyOf(pids);
  const peaks = await Promise.all(family.map(({ pid }) => peakOf(pid)));
  return {
    seconds: family.reduce((sum, { seconds }) => sum + seconds, 0),
    peak: Math.max(0, ...peaks),
  };
};

/**
 * One that ends while they are read is missed, or counted by itself and by its parent as well: what is answered is what
 * was read between two times that found the same ones.
 */
const familyOf = async (pids: readonly number[]): Promise<Stat[]> => {
  let [before, now] = [await readFamily(pids), await readFamily(pids)];
  for (;;) {
    const after = await readFamily(pids);
    if (areSame(before, now) && areSame(now, after)) return now;
    [before, now] = [now, after];
  }
};

const areSame = (some: readonly Stat[], others: readonly Stat[]): boolean => {
  const pids = new Set(others.map(({ pid }) => pid));
  return some.length === pids.size && some.every(({ pid }) => pids.has(pid));
};

const readFamily = async (pids: readonly number[]): Promise<Stat[]> => {
  const names = await readdir('/proc').catch((): string[] => []);
  const stats = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf))).filter(
    (one) => one !== undefined,
  );
  const parents = new Map(stats.map(({ pid, parent }) => [pid, parent]));
  const isOfFamily = (pid: number | undefined): boolean =>
    pid !== undefined && (pids.includes(pid) || isOfFamily(parents.get(pid)));
  return stats.filter(({ pid }) => isOfFamily(pid));
};

/** The seconds include those of children that have ended and were waited for, as PostgreSQL's are. */
const statOf = async (name: string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(name), parent: Number(fields[1]), seconds: ticks / TICKS };
};

const peakOf = async (pid: number): Promise<number> => {
  const [status, command] = await Promise.all(
    ['status', 'comm'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return command?.startsWith('postgres') ? 0 : Number(/VmHWM:\s+(\d+)/.exec(status ?? '')?.[1] ?? 0) / 1024;
};
