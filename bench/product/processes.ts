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

/** Of a process and all that it has started, as far as they still run. */
export const usageOf = async (pids: readonly number[]): Promise<Usage> => {
  const names = await readdir('/proc').catch((): string[] => []);
  const stats = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf))).filter(
    (one) => one !== undefined,
  );
  const parents = new Map(stats.map(({ pid, parent }) => [pid, parent]));
  const isOfFamily = (pid: number | undefined): boolean =>
    pid !== undefined && (pids.includes(pid) || isOfFamily(parents.get(pid)));
  const family = stats.filter(({ pid }) => isOfFamily(pid));
  const peaks = await Promise.all(family.map(({ pid }) => peakOf(pid)));
  return {
    seconds: family.reduce((sum, { seconds }) => sum + seconds, 0),
    peak: Math.max(0, ...peaks),
  };
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
