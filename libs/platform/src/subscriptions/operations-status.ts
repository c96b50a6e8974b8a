import type { EventStore, ProjectionRunner, RunnerStatus } from '@clientele/event-sourcing';

/** How a service is doing. */
export interface OperationsStatus {
  readonly service: string;
  /** Last sequence of each shard (index = shard). */
  readonly heads: readonly number[];
  readonly events: number;
  readonly subscriptions: readonly RunnerStatus[];
  /** Work outside the subscriptions, by name. */
  readonly pending: Readonly<Record<string, number>>;
  /** Every subscription has seen all there is, and nothing is pending. Parked streams are told apart. */
  readonly caughtUp: boolean;
}

export const readOperations = async (
  store: EventStore,
  runners: readonly ProjectionRunner[],
  pending: ReadonlyMap<string, () => Promise<number>>,
): Promise<OperationsStatus> => {
  // In the order of the flow: work that passes from one to the next meanwhile may be counted twice, but never not at all.
  const counts = await Promise.all([...pending].map(async ([name, count]) => [name, await count()] as const));
  const reactions = await statusesOf(runners, 'reaction');
  const subscriptions = [...reactions, ...(await statusesOf(runners, 'view'))];
  const heads = await store.heads();
  return {
    service: store.name,
    heads,
    events: heads.reduce((sum, sequence) => sum + sequence, 0),
    subscriptions,
    pending: Object.fromEntries(counts),
    caughtUp: subscriptions.every(({ lag }) => lag === 0) && counts.every(([, count]) => count === 0),
  };
};

const statusesOf = (runners: readonly ProjectionRunner[], kind: RunnerStatus['kind']): Promise<RunnerStatus[]> =>
  Promise.all(runners.filter((runner) => runner.kind === kind).map((runner) => runner.status()));
