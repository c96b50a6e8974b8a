import { fileURLToPath } from 'node:url';
import { SERVICE_NAMES, type ServiceName } from '@clientele/platform/installation';
import type { Caretaker } from './caretaker.js';
import type { Ports } from './ports.js';
import { Replica } from './replica.js';

export interface FleetOptions {
  readonly ports: Ports;
  /** Of each service, at the start. */
  readonly replicas: number;
  readonly isRestarted: boolean;
  /** What all processes have, and the database that is a service's own. */
  readonly env: NodeJS.ProcessEnv;
  readonly databaseUrl: (service: ServiceName) => string;
  readonly caretaker: Caretaker;
  readonly tell: (line: string) => void;
}

const programOf = (service: ServiceName): string =>
  fileURLToPath(new URL(`../../${service}/dist/main.js`, import.meta.url));

/** The processes of all services. */
export class Fleet {
  private members: readonly Replica[] = [];
  private readonly numbers = new Map<ServiceName, number>();

  private constructor(
    private readonly options: FleetOptions,
    private readonly urls: NodeJS.ProcessEnv,
  ) {}

  /** All at once, each told where the others will be. */
  static async start(options: FleetOptions, unwanted?: AbortSignal): Promise<Fleet> {
    const places: { service: ServiceName; port: number }[] = [];
    for (const service of SERVICE_NAMES) {
      for (let count = 0; count < options.replicas; count++) places.push({ service, port: await options.ports.next() });
    }
    const fleet = new Fleet(options, urlsOf(places));
    await fleet.startAll(places, unwanted);
    return fleet;
  }

  get replicas(): readonly Replica[] {
    return this.members;
  }

  urlsOf(service: ServiceName): string[] {
    return this.members.filter((each) => each.service === service).map(({ url }) => url);
  }

  /** Resolves when it is ready. */
  async add(service: ServiceName): Promise<Replica> {
    const replica = await this.launch(service, await this.options.ports.next());
    this.members = [...this.members, replica];
    return replica;
  }

  /** From now on it is none of ours; its process ends in good order by `stop()`. */
  remove(replica: Replica): void {
    this.members = this.members.filter((each) => each !== replica);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((replica) => replica.stop()));
  }

  private async startAll(
    places: readonly { service: ServiceName; port: number }[],
    unwanted?: AbortSignal,
  ): Promise<void> {
    const others = new AbortController();
    const signal = AbortSignal.any([others.signal, ...(unwanted ? [unwanted] : [])]);
    const starting = places.map(async ({ service, port }) => {
      try {
        return await this.launch(service, port, signal);
      } catch (error) {
        others.abort();
        throw error;
      }
    });
    const results = await Promise.allSettled(starting);
    this.members = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    if (failures.length === 0) return;
    await this.stop();
    // The others were given up for it.
    throw failures.find(({ name }) => name !== 'AbortError') ?? failures[0]!;
  }

  private launch(service: ServiceName, port: number, unwanted?: AbortSignal): Promise<Replica> {
    const { env, databaseUrl, isRestarted, caretaker, tell } = this.options;
    const number = (this.numbers.get(service) ?? 0) + 1;
    this.numbers.set(service, number);
    const own = { ...env, ...this.urls, DATABASE_URL: databaseUrl(service) };
    const program = programOf(service);
    return Replica.start({ service, number, port, program, env: own, isRestarted, caretaker, tell }, unwanted);
  }
}

const urlsOf = (places: readonly { service: ServiceName; port: number }[]): NodeJS.ProcessEnv =>
  Object.fromEntries(
    SERVICE_NAMES.map((service) => [
      `CLIENTELE_${service.toUpperCase()}_URL`,
      places
        .filter((place) => place.service === service)
        .map(({ port }) => `http://127.0.0.1:${port}`)
        .join(','),
    ]),
  );
