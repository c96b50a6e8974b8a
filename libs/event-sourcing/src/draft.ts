import { fold, streamOf, type Decider } from './decider.js';
import { ConcurrencyError } from './domain-error.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { Change, Changed, Refused } from './event-store.js';
import { prepareEvents, type PreparedEvent } from './prepared-append.js';

export type Outcome<S, E extends DomainEvent> = Changed<S, E> | Refused;

/** All changes of one stream, in order. */
export interface StreamChanges<S, E extends DomainEvent> {
  readonly stream: string;
  readonly decider: Decider<S, E>;
  readonly changes: { readonly index: number; readonly change: Change<S, E> }[];
  /** Decided upon as new, unread; what the store answers tells whether it was. */
  readonly isGuess: boolean;
}

/** What a stream's changes come to if nobody else is faster. */
export interface Draft<S, E extends DomainEvent> {
  readonly of: StreamChanges<S, E>;
  /** Where the stream is, if it is anywhere yet. */
  readonly shard: number | undefined;
  readonly baseVersion: number;
  readonly events: PreparedEvent[];
  readonly outcomes: Outcome<S, E>[];
}

export const byStream = <S, E extends DomainEvent>(changes: readonly Change<S, E>[]): StreamChanges<S, E>[] => {
  const streams = new Map<string, StreamChanges<S, E>>();
  for (const [index, change] of changes.entries()) {
    const stream = streamOf(change.decider, change.id);
    const known = streams.get(stream);
    if (known) known.changes.push({ index, change });
    else {
      const isGuess = change.likelyNew === true;
      streams.set(stream, { stream, decider: change.decider, changes: [{ index, change }], isGuess });
    }
  }
  return [...streams.values()];
};

export const draft = <S, E extends DomainEvent>(
  of: StreamChanges<S, E>,
  history: readonly RecordedEvent[],
): Draft<S, E> => {
  let state = fold(of.decider, history as unknown as readonly E[]);
  const baseVersion = history.at(-1)?.version ?? 0;
  const events: PreparedEvent[] = [];
  const outcomes = of.changes.map(({ change }): Outcome<S, E> => {
    const version = baseVersion + events.length;
    try {
      const { decided, prepared } = decide(of, change, state, version);
      state = fold(of.decider, decided, state);
      events.push(...prepared);
      return { id: change.id, state, events: decided, version: version + decided.length };
    } catch (error) {
      return refusal(change.id, error);
    }
  });
  return { of, shard: history.at(-1)?.shard, baseVersion, events, outcomes };
};

const decide = <S, E extends DomainEvent>(
  { stream, decider }: StreamChanges<S, E>,
  { expectedVersion, decide, meta }: Change<S, E>,
  state: S,
  currentVersion: number,
) => {
  if (expectedVersion !== undefined && expectedVersion !== currentVersion) {
    throw new ConcurrencyError(stream, { expectedVersion, currentVersion });
  }
  const decided = decide(state);
  const versions = decider.schemaVersions ?? {};
  const asNew = decided.map(({ type, data }) => ({ type, data, schemaVersion: versions[type], meta }));
  return { decided, prepared: prepareEvents(stream, asNew) };
};

export const refusal = (id: string, error: unknown): Refused => ({
  id,
  error: error instanceof Error ? error : new Error(String(error)),
});
