import type { Server } from '../server/server.js';

/** In the order in which facts pass through them: who comes later listens only to those before. */
export const SERVICES = ['intake', 'customers', 'interactions', 'segmentation', 'analytics'] as const;
export type Service = (typeof SERVICES)[number];

export interface Subscription {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  readonly version?: number;
  readonly state: string;
  readonly problem?: string;
  readonly lag: number;
  readonly sources: readonly { readonly source: string; readonly lag: number }[];
  readonly parkedStreams: number;
  readonly rebuilding?: { readonly lag: number; readonly problem?: string };
}

export interface ServiceStatus {
  readonly service: Service;
  readonly events: number;
  readonly subscriptions: readonly Subscription[];
  readonly pending: Readonly<Record<string, number>>;
  readonly caughtUp: boolean;
}

export const statusOf = (server: Server, service: Service): Promise<ServiceStatus> =>
  server.get<ServiceStatus>(`/${service}/v1/operations/status`);
