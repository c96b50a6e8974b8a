import { readdir, readFile } from 'node:fs/promises';

/** A process and its children, as far as there is a /proc. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const names = (await readdir('/proc').catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(names.map(parentOf));
  return [pid, ...names.flatMap((name, at) => (parents[at] === pid ? [Number(name)] : []))];
};

const parentOf = async (name: string): Promise<number> => {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
};

/** Bytes; what several share, as PostgreSQL's backends do, counts once among them. */
export const memoryOf = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1_024;
};
