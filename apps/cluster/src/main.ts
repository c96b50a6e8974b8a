import { parseArgs } from 'node:util';
import { ConfigError } from '@clientele/platform/config';
import { runProgram, SERVICE_NAMES, type ServiceName } from '@clientele/platform/installation';
import type { Cluster } from './running-cluster.js';
import { startCluster } from './start-cluster.js';

const MOST_REPLICAS = 9;

/** @throws ConfigError */
const replicasAsked = (): number => {
  const help = 'npm run start:kafka -- --help shows what there is.';
  try {
    const { replicas } = parseArgs({ options: { replicas: { type: 'string', default: '1' } } }).values;
    if (/^[1-9]$/.test(replicas)) return Number(replicas);
    throw new Error(`--replicas ${replicas}: a number from 1 to ${MOST_REPLICAS}.`);
  } catch (error) {
    throw new ConfigError([`${(error as Error).message}\n${help}`]);
  }
};

const ofService = (cluster: Cluster, service: ServiceName): string => {
  const urls = cluster.replicas.filter((each) => each.service === service).map(({ url }) => url);
  return `${`${cluster.url}/${service}/v1`.padEnd(44)} ${urls.join(', ')}`;
};

runProgram({
  name: 'Clientele over Kafka',
  start: (unwanted) =>
    startCluster({ replicas: replicasAsked(), unwanted, tell: (line) => void process.stdout.write(`${line}\n`) }),
  announce: (cluster) => [
    `  Services   ${SERVICE_NAMES.map((name) => ofService(cluster, name)).join('\n             ')}`,
    `  API        ${cluster.url}/docs and ${cluster.url}/docs/asyncapi`,
    `  Health     ${cluster.url}/health/ready`,
    `  Metrics    /metrics of each process`,
    `  Kafka      ${cluster.brokers.join(', ')}`,
    `  Data       ${cluster.places.join('; ')}`,
  ],
});
