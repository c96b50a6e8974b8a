import { setTimeout } from 'node:timers/promises';
import type { Stroke } from '../stroke.ts';

const serverKilled = (name: string, which: 'broker' | 'postgres'): Stroke => ({
  kind: `${name} killed`,
  strike: async ({ cluster, random }) => {
    const server = cluster[which];
    const before = server.pid;
    await server.kill();
    const pause = random.between(200, 6_000);
    await setTimeout(pause);
    await server.restart();
    return `${name} (process ${before}) is killed, and after ${pause / 1_000} s started again as ${server.pid}`;
  },
});

export const SERVERS_KILLED: readonly Stroke[] = [
  serverKilled('PostgreSQL', 'postgres'),
  serverKilled('Kafka', 'broker'),
];
