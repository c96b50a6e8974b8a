import { setTimeout } from 'node:timers/promises';
import type { Cluster } from '@clientele/cluster';
import { getFrom, type Service } from './product.ts';

interface Status {
  readonly service: Service;
  readonly heads: readonly number[];
  readonly caughtUp: boolean;
  readonly subscriptions: readonly {
    readonly name: string;
    readonly state: string;
    readonly problem?: string;
    readonly lag: number;
    readonly parkedStreams: number;
    readonly rebuilding?: object;
    readonly sources: readonly { readonly source: string; readonly checkpoints: readonly number[] }[];
  }[];
}

const PATIENCE = 300_000;
/** Milliseconds; each look costs every process some queries. */
const LOOK_AGAIN = 750;
/** Reactions make events of events: facts, then customers and corrections, then standings. */
const DEPTH = 3;

/** What every process of every service says of itself. @throws where one does not answer */
export const statusesOf = ({ replicas }: Pick<Cluster, 'replicas'>): Promise<Status[]> =>
  Promise.all(replicas.map(({ url, service }) => getFrom<Status>(url, `/${service}/v1/operations/status`)));

export const parkedStreamsIn = (statuses: readonly Status[]): number =>
  statuses.flatMap(({ subscriptions }) => subscriptions).reduce((sum, { parkedStreams }) => sum + parkedStreams, 0);

/** Resolves when everything has been seen by everyone, in whatever process. @throws Error that says what is behind */
export const untilSettled = async (cluster: Cluster, patience = PATIENCE): Promise<void> => {
  let before = '';
  await until(async () => {
    const statuses = await statusesOf(cluster);
    const [heads, behind] = [JSON.stringify(statuses.map((status) => status.heads)), statuses.flatMap(behindIn)];
    // Nothing came between two looks: what one service said was not yet old when the next one was asked.
    const isStill = heads === before;
    before = heads;
    return behind.length > 0 ? behind.join('; ') : isStill || 'its heads still move';
  }, patience);
};

/** Resolves when every view has what was there at the time of the call, and all that reactions made of it. */
export const untilAllSeen = async (cluster: Pick<Cluster, 'replicas'>, patience = PATIENCE): Promise<void> => {
  for (let times = 0; times < DEPTH; times++) {
    let heads: ReadonlyMap<string, readonly number[]> | undefined;
    await until(async () => {
      const statuses = await statusesOf(cluster);
      heads ??= new Map(statuses.map((status) => [status.service, status.heads]));
      return statuses.every((status) => hasSeen(status, heads!)) || 'some views are behind';
    }, patience);
  }
};

const hasSeen = ({ subscriptions }: Status, heads: ReadonlyMap<string, readonly number[]>): boolean =>
  subscriptions.every(({ sources }) =>
    sources.every(({ source, checkpoints }) =>
      (heads.get(source) ?? []).every((head, shard) => (checkpoints[shard] ?? 0) >= head),
    ),
  );

const behindIn = ({ service, caughtUp, subscriptions }: Status): string[] => {
  const troubled = subscriptions.filter(({ state, rebuilding }) => state !== 'running' || rebuilding);
  const words = troubled.map(({ name, state, problem }) => `${service}: ${name} is ${state} ${problem ?? ''}`);
  const late = subscriptions.filter(({ lag }) => lag > 0).map(({ name, lag }) => `${service}: ${name} lags by ${lag}`);
  return [...words, ...late, ...(caughtUp || late.length > 0 ? [] : [`${service} has work pending`])];
};

/** Asks until the answer is true. @throws Error with the last answer in words after five minutes */
export const until = async (look: () => Promise<true | string>, patience = PATIENCE): Promise<void> => {
  const end = performance.now() + patience;
  for (;;) {
    const seen = await look().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (seen === true) return;
    if (performance.now() > end) throw new Error(`That did not come about within ${patience / 1_000} s: ${seen}.`);
    await setTimeout(LOOK_AGAIN);
  }
};
