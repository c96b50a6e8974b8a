import { Config } from '@clientele/platform/config';
import {
  createDatabases,
  FrontDoor,
  openHome,
  SERVICE_NAMES,
  type ServiceName,
  Undoing,
} from '@clientele/platform/installation';
import { Caretaker } from './caretaker.js';
import { Fleet } from './fleet.js';
import type { BrokerSettings } from './open-kafka.js';
import { openServers } from './open-servers.js';
import { Ports } from './ports.js';
import { type Cluster, RunningCluster } from './running-cluster.js';

export interface ClusterOptions {
  /** The folder with all data; CLIENTELE_HOME unless said. */
  readonly home?: string;
  /** Of the gateway; PORT unless said, and a free one with 0. Services have those that follow. */
  readonly port?: number;
  /** Processes of each service; 1 unless said. */
  readonly replicas?: number;
  /** Whether a service that has ended by itself is started again; so unless said. */
  readonly restart?: boolean;
  /** Of our own Kafka, by its names, where they shall differ from those of deploy/kafka. */
  readonly brokerSettings?: BrokerSettings;
  /** Over our own environment, for all processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gives up starting. */
  readonly unwanted?: AbortSignal;
  /** Takes what the cluster and its processes say, line by line. */
  readonly tell?: (line: string) => void;
}

/**
 * Takes the port and the folder, starts Kafka, PostgreSQL, the services and the gateway before them, and resolves when
 * all are ready. `close()` stops them in the opposite order. @throws StartError, ConfigError
 */
export const startCluster = async (options: ClusterOptions = {}): Promise<Cluster> => {
  const undoing = new Undoing();
  try {
    return await start(options, undoing);
  } catch (error) {
    await undoing.undo();
    throw error;
  }
};

const start = async (options: ClusterOptions, undoing: Undoing): Promise<Cluster> => {
  const { unwanted, brokerSettings, tell = () => undefined } = options;
  const env = { ...process.env, ...options.env };
  const config = configOf(options, env);
  const door = await undoing.add(FrontDoor.open(config.host, config.port), (each) => each.close());
  const home = await undoing.add(openHome(config.home), (each) => each.release());
  const caretaker = await undoing.add(Promise.resolve(new Caretaker()), (each) => each.leave());
  const loading = import('./gateway.js');
  // A failure of the code is met below, where it is needed.
  loading.catch(() => undefined);
  const ports = Ports.after(config.port);
  const { kafka, postgres } = await openServers(
    { config, home: home.path, ports, brokerSettings, caretaker, tell },
    undoing,
  );
  unwanted?.throwIfAborted();
  const databases = await createDatabases(postgres.url, SERVICE_NAMES);
  const databaseUrl = (service: ServiceName): string => databases.get(service) ?? '';
  const shared = {
    CLIENTELE_IDENTITY_SECRET: config.identitySecret ?? home.identitySecret,
    KAFKA_BROKERS: kafka.brokers.join(','),
  };
  const { replicas = 1, restart: isRestarted = true } = options;
  tell(`Starting the services, ${replicas * SERVICE_NAMES.length} processes ...`);
  const fleet = await undoing.add(
    Fleet.start({ ports, replicas, isRestarted, env: { ...env, ...shared }, databaseUrl, caretaker, tell }, unwanted),
    (each) => each.stop(),
  );
  const { serveGateway } = await loading;
  const upstreams = new Map(SERVICE_NAMES.map((name) => [name, fleet.urlsOf(name)]));
  const gateway = await undoing.add(serveGateway(door, upstreams, config, tell), (each) => each.close());
  return new RunningCluster({ gateway, kafka, postgres, fleet, databaseUrl, undoing });
};

const configOf = ({ home, port }: ClusterOptions, env: NodeJS.ProcessEnv): Config =>
  Config.fromEnvironment(env).with({ ...(home !== undefined && { home }), ...(port !== undefined && { port }) });
