import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '@clientele/cluster';
import { freePort } from '@clientele/platform/installation';
import { SERVICES } from '../faults/product.ts';
import { until } from '../faults/settled.ts';

const PROGRAM = fileURLToPath(new URL('../../apps/gateway/dist/main.js', import.meta.url));
/** It ends when we do, however that comes about. */
const LEASH = new URL('../../scripts/leash.mjs', import.meta.url).href;
/** Milliseconds until it is started again, as a supervisor does. */
const PAUSE = 500;

/** The gateway as a process that can be killed: the cluster's own one lives in ours. It is started again each time. */
export class GatewayProcess {
  readonly url: string;
  restarts = 0;
  #isWanted = true;
  #child: ChildProcess;
  readonly #env: NodeJS.ProcessEnv;
  readonly #tell: (line: string) => void;

  private constructor(port: number, env: NodeJS.ProcessEnv, tell: (line: string) => void) {
    this.url = `http://127.0.0.1:${port}`;
    this.#env = { ...process.env, ...env, NODE_OPTIONS: '', HOST: '127.0.0.1', PORT: String(port) };
    this.#tell = tell;
    this.#child = this.#launch();
  }

  /** Resolves when it is ready. */
  static async start(cluster: Cluster, tell: (line: string) => void): Promise<GatewayProcess> {
    const urlsOf = (service: string): string =>
      cluster.replicas.flatMap((each) => (each.service === service ? [each.url] : [])).join(',');
    const env = Object.fromEntries(
      SERVICES.map((service) => [`CLIENTELE_${service.toUpperCase()}_URL`, urlsOf(service)]),
    );
    const gateway = new GatewayProcess(await freePort(), env, tell);
    await gateway.untilReady();
    return gateway;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** And with it every service. */
  untilReady(): Promise<void> {
    return until(async () => {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      return answer.ok || `the gateway is not ready: ${await answer.text()}`;
    });
  }

  async close(): Promise<void> {
    this.#isWanted = false;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  #launch(): ChildProcess {
    const flags = ['--max-old-space-size=256', '--enable-source-maps', '--import', LEASH];
    const child = spawn(process.execPath, [...flags, PROGRAM], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    for (const said of [child.stdout, child.stderr])
      if (said) createInterface({ input: said }).on('line', (line) => this.#tell(`gateway ${line}`));
    child.once('exit', (code, signal) => void this.#again(signal ?? `code ${code}`));
    return child;
  }

  async #again(how: string): Promise<void> {
    this.#tell(`gateway ended (${how}).`);
    await setTimeout(PAUSE);
    if (!this.#isWanted) return;
    this.restarts++;
    this.#child = this.#launch();
  }
}
