import { execFile } from 'node:child_process';
import { mkdir, rm, stat, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** It takes no more room than what is written to it. */
const SIZE = 24 * 2 ** 30;
/** Bytes below which nothing of use can be written. */
const NOTHING = 64 * 1_024;

/**
 * A disk of our own, in a file: it can be filled, and made slow, without harm to others. Needs root, and a Linux that lets
 * it mount.
 */
export class Disk {
  /** Where it is mounted. */
  readonly path: string;
  /** By the kernel's numbers, e.g. `7:0`. */
  readonly device: string;

  private constructor(path: string, device: string) {
    this.path = path;
    this.device = device;
  }

  /** Answers in words why there can be none. */
  static async open(folder: string): Promise<Disk | string> {
    if (process.getuid?.() !== 0) return 'only root may mount a disk';
    const [image, path] = [join(folder, 'disk.img'), join(folder, 'disk')];
    try {
      await mkdir(path, { recursive: true });
      await writeFile(image, '');
      await truncate(image, SIZE);
      await run('mkfs.ext4', ['-q', '-F', '-m', '0', '-E', 'lazy_itable_init=1,nodiscard', image]);
      await run('mount', ['-o', 'loop', image, path]);
      return new Disk(path, deviceIn((await stat(path)).dev));
    } catch (error) {
      await rm(image, { force: true });
      return `no disk could be mounted here (${error instanceof Error ? error.message.trim() : String(error)})`;
    }
  }

  /** Takes all that is free. */
  async fill(): Promise<void> {
    for (let times = 0; ; times++) {
      const { bavail, bsize } = await statfs(this.path);
      if (bavail * bsize < NOTHING) return;
      const size = Math.floor((bavail * bsize) / 2 ** Math.floor(times / 8));
      // What the file system needs for itself is not to be had: then it is less.
      await run('fallocate', ['-l', String(size), join(this.path, `fill-${times}`)]).catch(() => undefined);
    }
  }

  async free(): Promise<void> {
    await run('find', [this.path, '-maxdepth', '1', '-name', 'fill-*', '-delete']);
  }

  async close(): Promise<void> {
    await run('umount', [this.path]).catch(() => run('umount', ['-l', this.path]));
  }
}

/** As the C library takes it apart. */
const deviceIn = (dev: number): string => {
  const big = BigInt(dev);
  const major = ((big >> 8n) & 0xfffn) | ((big >> 32n) & ~0xfffn);
  const minor = (big & 0xffn) | ((big >> 12n) & ~0xffn);
  return `${major}:${minor}`;
};
