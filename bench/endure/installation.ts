import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, World, type WorldOptions } from '../faults/world.ts';
import { Clocks } from './clock/clocks.ts';
import { Disk } from './disk/disk.ts';
import { Throttle } from './disk/throttle.ts';
import { GatewayProcess } from './gateway-process.ts';
import type { Means } from './stroke.ts';

/** The rate at which nothing holds the lanes up but their own pauses. */
const FULL_RATE = 80;

export interface InstallationOptions extends Pick<WorldOptions, 'seed' | 'replicas' | 'tell'> {
  /** Acknowledged in a second, at most. */
  readonly rate: number;
  readonly unwanted?: AbortSignal;
}

/**
 * A cluster behind a gateway that is a process as well, with all kinds of load upon it; its clocks can be set, and where the
 * machine allows it, PostgreSQL lives on a disk of its own.
 */
export class Installation implements Means {
  readonly world: World;
  readonly gateway: GatewayProcess;
  readonly clocks: Clocks;
  readonly disk: Disk | string;
  readonly throttle: Throttle | string;
  readonly #folder: string;

  private constructor(world: World, gateway: GatewayProcess, clocks: Clocks, means: Means, folder: string) {
    this.world = world;
    this.gateway = gateway;
    this.clocks = clocks;
    this.disk = means.disk;
    this.throttle = means.throttle;
    this.#folder = folder;
  }

  static async open(options: InstallationOptions): Promise<Installation> {
    const folder = await temporaryFolder();
    const clocks = await Clocks.open(join(folder, 'clocks'));
    const means = { disk: await Disk.open(folder), throttle: await Throttle.open() };
    let gateway: GatewayProcess | undefined;
    try {
      const world = await World.open({
        ...options,
        pace: options.rate / FULL_RATE,
        isMixed: true,
        home: await homeIn(folder, means.disk),
        env: { ...clocks.env, LOG_LEVEL: 'warn' },
        front: async (cluster) => (gateway = await GatewayProcess.start(cluster, options.tell)),
      });
      return new Installation(world, gateway!, clocks, means, folder);
    } catch (error) {
      await remove(means, folder);
      throw error;
    }
  }

  async close(): Promise<void> {
    try {
      await this.world.close();
    } finally {
      await remove(this, this.#folder);
    }
  }
}

/** Kafka keeps its data elsewhere: it is PostgreSQL alone that shall lack room. */
const homeIn = async (folder: string, disk: Disk | string): Promise<string> => {
  if (typeof disk === 'string') return join(folder, 'home');
  await mkdir(join(folder, 'kafka'));
  await symlink(join(folder, 'kafka'), join(disk.path, 'kafka'));
  return disk.path;
};

const remove = async ({ disk, throttle }: Means, folder: string): Promise<void> => {
  if (typeof throttle !== 'string') await throttle.close();
  if (typeof disk !== 'string') await disk.close();
  await rm(folder, { recursive: true, force: true });
};
