import { join } from 'node:path';
import { EXIT, StartError } from '@clientele/platform/installation';
import { startBroker } from '../../../deploy/kafka/broker.mjs';
import type { Caretaker } from './caretaker.js';
import { foreignServer, OwnServer, type Server } from './own-server.js';

export interface Kafka {
  readonly brokers: readonly string[];
  /** For people. */
  readonly place: string;
  readonly server: Server;
}

export interface OpenKafkaOptions {
  readonly home: string;
  /** Of ours. */
  readonly port: number;
  /** Somebody else's, which is used instead. */
  readonly brokers?: readonly string[] | undefined;
  /** Of ours, where they differ from those of deploy/kafka. */
  readonly settings?: BrokerSettings | undefined;
  readonly caretaker: Caretaker;
}

/** By Kafka's own names. */
export type BrokerSettings = Readonly<Record<string, string | number | boolean>>;

/** The one that KAFKA_BROKERS names, else our own, with its data in the home. @throws StartError */
export const openKafka = async (options: OpenKafkaOptions): Promise<Kafka> => {
  const { home, port, brokers, settings, caretaker } = options;
  if (brokers) return { brokers, place: `Kafka at ${brokers.join(', ')}`, server: foreignServer('Kafka') };
  const dataDirectory = join(home, 'kafka');
  const start = () => startBroker({ dataDirectory, port, ...(settings && { settings }) }).catch(inWords);
  const server = new OwnServer(await start(), { name: 'Kafka', exitCode: EXIT.kafka, start, caretaker });
  return { brokers: [`127.0.0.1:${port}`], place: dataDirectory, server };
};

const inWords = (error: Error): never => {
  throw new StartError(EXIT.kafka, `${error.message}\nnpm start needs no Kafka.`);
};
