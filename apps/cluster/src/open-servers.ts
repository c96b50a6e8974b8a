import type { Config } from '@clientele/platform/config';
import type { Undoing } from '@clientele/platform/installation';
import type { Caretaker } from './caretaker.js';
import { type BrokerSettings, openKafka, type Kafka } from './open-kafka.js';
import { openPostgres, type Postgres } from './open-postgres.js';
import type { Ports } from './ports.js';

export interface OpenServersOptions {
  readonly config: Config;
  readonly home: string;
  readonly ports: Ports;
  readonly brokerSettings?: BrokerSettings | undefined;
  readonly caretaker: Caretaker;
  readonly tell: (line: string) => void;
}

/** What the services need, both at a time: our own, or those that the environment names. @throws StartError */
export const openServers = async (
  { config, home, ports, brokerSettings: settings, caretaker, tell }: OpenServersOptions,
  undoing: Undoing,
): Promise<{ kafka: Kafka; postgres: Postgres }> => {
  const { databaseUrl, kafka: named } = config;
  const own = [...(named ? [] : ['Kafka']), ...(databaseUrl === undefined ? ['PostgreSQL'] : [])];
  if (own.length > 0) tell(`Starting ${own.join(' and ')} ...`);
  const [kafkaPort, postgresPort] = [await ports.forKafka(), await ports.next()];
  const starting = [
    undoing.add(openKafka({ home, port: kafkaPort, brokers: named?.brokers, settings, caretaker }), stop),
    undoing.add(openPostgres({ home, port: postgresPort, databaseUrl, caretaker }), stop),
  ] as const;
  // Where one fails, the other must have come up before it can be stopped.
  await Promise.allSettled(starting);
  const [kafka, postgres] = await Promise.all(starting);
  return { kafka, postgres };
};

const stop = ({ server }: Kafka | Postgres): Promise<void> => server.stop();
