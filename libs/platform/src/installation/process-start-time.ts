import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** When a process began, as text that is the same each time; undefined where there is none of that number. */
export const startTimeOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') return onLinux(pid);
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
};

/** Clock ticks since boot, and the boot: see proc(5). The name before it, in parentheses, may hold anything. */
const onLinux = async (pid: number): Promise<string | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()} ${fields[18]}`;
  } catch {
    return undefined;
  }
};
