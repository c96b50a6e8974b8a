import type { Feed } from '../feed.js';
import { isView } from '../projection.js';
import { distance, readCheckpoints, type Checkpoints } from './checkpoints.js';
import { inWords } from './faults.js';
import { countParked } from './parking.js';
import type { Rebuild } from './rebuild.js';
import type { RunnerState, RunnerStatus, SourceStatus } from './status.js';
import type { Subscription, SubscriptionOptions } from './subscription.js';

export const readStatus = async (
  options: SubscriptionOptions,
  serving: Subscription,
  rebuild: Rebuild | undefined,
  isStopped: boolean,
): Promise<RunnerStatus> => {
  const { projection, database, feeds } = options;
  const { subscription } = serving.generation;
  // Checkpoints first, so that a lag is never reported as less than it was.
  const [checkpoints, next, parkedStreams, version] = await Promise.all([
    serving.reached(),
    rebuild && readCheckpoints(database, rebuild.subscription.generation.subscription),
    countParked(database, subscription),
    isView(projection) ? versionOf(options) : undefined,
  ]);
  const heads = await headsOf(feeds);
  const sources = sourcesOf(heads, checkpoints);
  const isReplaced = isView(projection) && version !== projection.version && !rebuild && !isStopped;
  const problem = isReplaced ? new ReplacedError(projection.version, version) : serving.problem;
  return {
    name: projection.name,
    kind: isView(projection) ? 'view' : 'reaction',
    version,
    state: stateOf(isStopped, problem),
    problem: problem === undefined ? undefined : inWords(problem),
    lag: sources.reduce((sum, source) => sum + source.lag, 0),
    sources,
    parkedStreams,
    lastBatch: serving.lastBatch,
    rebuilding:
      rebuild && isView(projection)
        ? { version: projection.version, lag: distance(next ?? new Map(), heads), problem: rebuild.trouble }
        : undefined,
  };
};

class ReplacedError extends Error {
  constructor(own: number, inPlace: number | undefined) {
    super(
      `This process has version ${own} of the view, but another one put version ${inPlace} in place: start it anew.`,
    );
    this.name = 'Replaced';
  }
}

const stateOf = (isStopped: boolean, problem: unknown): RunnerState => {
  if (isStopped) return 'stopped';
  return problem === undefined ? 'running' : 'backing-off';
};

const headsOf = async (feeds: ReadonlyMap<string, Feed>): Promise<Checkpoints> =>
  new Map(await Promise.all([...feeds].map(async ([source, feed]) => [source, await feed.heads()] as const)));

const sourcesOf = (heads: Checkpoints, checkpoints: Checkpoints): SourceStatus[] =>
  [...heads].map(([source, sequences]) => ({
    source,
    lag: distance(checkpoints, new Map([[source, sequences]])),
    checkpoints: checkpoints.get(source) ?? sequences.map(() => 0),
  }));

const versionOf = async ({ projection, database }: SubscriptionOptions): Promise<number | undefined> => {
  const { rows } = await database.query<{ version: number }>('SELECT version FROM public.views WHERE name = $1', [
    projection.name,
  ]);
  return rows[0]?.version;
};
