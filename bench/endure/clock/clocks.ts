import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../faults/product.ts';

/** The clocks of services, which can be set. */
export class Clocks {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Clocks> {
    await mkdir(folder, { recursive: true });
    return new Clocks(folder);
  }

  /** With which a service's processes must be started. */
  get env(): Record<string, string> {
    const preloaded = new URL('./set-clock.ts', import.meta.url).href;
    return { NODE_OPTIONS: `--import ${preloaded}`, CLIENTELE_ENDURE_CLOCKS: this.#folder };
  }

  /** Of all processes of a service, those to come included. */
  async setBack(service: Service, milliseconds: number): Promise<void> {
    await writeFile(join(this.#folder, service), String(-milliseconds));
  }

  async setRight(service: Service): Promise<void> {
    await rm(join(this.#folder, service), { force: true });
  }
}
