export type { End, Replica } from './replica.js';
export type { Cluster } from './running-cluster.js';
export type { Server } from './own-server.js';
export { startCluster, type ClusterOptions } from './start-cluster.js';
