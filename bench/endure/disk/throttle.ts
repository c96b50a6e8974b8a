import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Pace {
  /** Writes in a second. */
  readonly writes: number;
  /** Bytes in a second. */
  readonly bytes: number;
}

const ROOT = '/sys/fs/cgroup';

/** Makes a disk slow for some processes, by a control group of the kernel: of version 2 or 1, whichever is there. */
export class Throttle {
  readonly #folder: string;
  readonly #parent: string;
  readonly #isUnified: boolean;

  private constructor(parent: string, isUnified: boolean) {
    this.#parent = parent;
    this.#folder = join(parent, `clientele-endure-${process.pid}`);
    this.#isUnified = isUnified;
  }

  /** Answers in words why there can be none. */
  static async open(): Promise<Throttle | string> {
    try {
      const isUnified = (await readFile(join(ROOT, 'cgroup.controllers'), 'utf8').catch(() => '')).includes('io');
      const throttle = new Throttle(isUnified ? ROOT : join(ROOT, 'blkio'), isUnified);
      if (!isUnified) await access(throttle.#parent);
      await throttle.#make();
      return throttle;
    } catch (error) {
      return `no control group for disks could be made here (${error instanceof Error ? error.message : String(error)})`;
    }
  }

  async slow(device: string, { writes, bytes }: Pace, processes: readonly number[]): Promise<void> {
    if (this.#isUnified) await this.#set('io.max', `${device} wiops=${writes} wbps=${bytes}`);
    else {
      await this.#set('blkio.throttle.write_iops_device', `${device} ${writes}`);
      await this.#set('blkio.throttle.write_bps_device', `${device} ${bytes}`);
    }
    for (const pid of processes) await this.#move(this.#folder, pid);
  }

  /** At full pace again, with whoever was started meanwhile. */
  async release(device: string): Promise<void> {
    if (this.#isUnified) await this.#set('io.max', `${device} wiops=max wbps=max`);
    else {
      await this.#set('blkio.throttle.write_iops_device', `${device} 0`);
      await this.#set('blkio.throttle.write_bps_device', `${device} 0`);
    }
    const slowed = (await readFile(join(this.#folder, 'cgroup.procs'), 'utf8')).split('\n').filter(Boolean);
    for (const pid of slowed) await this.#move(this.#parent, Number(pid));
  }

  async close(): Promise<void> {
    await rmdir(this.#folder).catch(() => undefined);
  }

  async #make(): Promise<void> {
    if (this.#isUnified) await writeFile(join(this.#parent, 'cgroup.subtree_control'), '+io');
    await mkdir(this.#folder, { recursive: true });
    await access(join(this.#folder, this.#isUnified ? 'io.max' : 'blkio.throttle.write_iops_device'));
  }

  #set(setting: string, value: string): Promise<void> {
    return writeFile(join(this.#folder, setting), value);
  }

  /** One that has ended meanwhile needs no moving. */
  #move(folder: string, pid: number): Promise<void> {
    return writeFile(join(folder, 'cgroup.procs'), String(pid)).catch(() => undefined);
  }
}
