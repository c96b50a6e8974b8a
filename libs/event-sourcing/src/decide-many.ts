import { fold, streamOf, type Decider } from './decider.js';
import { ConcurrencyError } from './domain-error.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { AppendResult, Change, Changed, Refused } from './event-store.js';
import { prepareEvents, type PreparedAppend, type PreparedEvent } from './prepared-append.js';
import { shardOf } from './shard.js';
import type { StreamTurns } from './stream-turns.js';

interface StreamAccess {
  readonly shards: number;
  readonly turns: StreamTurns;
  readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>>;
  append(appends: readonly PreparedAppend[]): Promise<AppendResult[]>;
}

type Outcome<S, E extends DomainEvent> = Changed<S, E> | Refused;

/** All changes of one stream, in order. */
interface StreamChanges<S, E extends DomainEvent> {
  readonly stream: string;
  readonly decider: Decider<S, E>;
  readonly changes: { readonly index: number; readonly change: Change<S, E> }[];
  /** Decided upon as new, unread; what the store answers tells whether it was. */
  readonly isGuess: boolean;
}

/** What a stream's changes come to if nobody else is faster. */
interface Draft<S, E extends DomainEvent> {
  readonly of: StreamChanges<S, E>;
  readonly baseVersion: number;
  readonly events: PreparedEvent[];
  readonly outcomes: Outcome<S, E>[];
}

type Settle<S, E extends DomainEvent> = (of: StreamChanges<S, E>, settled: readonly Outcome<S, E>[]) => void;

const MOST_ATTEMPTS = 10;

export const isRefused = <S, E extends DomainEvent>(outcome: Outcome<S, E>): outcome is Refused => 'error' in outcome;

/** One read and one append for all changes; what conflicts goes round again, in turn with others that want the same. */
export const decideMany = async <S, E extends DomainEvent>(
  changes: readonly Change<S, E>[],
  store: StreamAccess,
): Promise<Outcome<S, E>[]> => {
  const outcomes = new Array<Outcome<S, E>>(changes.length);
  const settle: Settle<S, E> = (of, settled) => of.changes.forEach(({ index }, at) => (outcomes[index] = settled[at]!));

  let open = byStream(changes);
  let attempts = 0;
  if (!store.turns.areTaken(streamsOf(open))) {
    open = await round(open, store, settle);
    attempts = 1;
  }
  if (open.length === 0) return outcomes;
  await store.turns.take(streamsOf(open), async () => {
    for (; attempts < MOST_ATTEMPTS && open.length > 0; attempts++) open = await round(open, store, settle);
  });
  for (const of of open) {
    const error = new ConcurrencyError(of.stream);
    settle(
      of,
      of.changes.map(({ change }) => refusal(change.id, error)),
    );
  }
  return outcomes;
};

const streamsOf = (open: readonly { readonly stream: string }[]): string[] => open.map((of) => of.stream);

/** Settles what it can, and answers what must go round again. */
const round = async <S, E extends DomainEvent>(
  open: readonly StreamChanges<S, E>[],
  store: StreamAccess,
  settle: Settle<S, E>,
): Promise<StreamChanges<S, E>[]> => {
  const drafts = await draftAll(open, store);
  const results = await appendDrafts(drafts, store);
  const again: StreamChanges<S, E>[] = [];
  for (const [at, draft] of drafts.entries()) {
    const result = results[at];
    if (result ? result.ok : !draft.of.isGuess) settle(draft.of, placed(draft, result));
    else again.push({ ...draft.of, isGuess: false });
  }
  return again;
};

const byStream = <S, E extends DomainEvent>(changes: readonly Change<S, E>[]): StreamChanges<S, E>[] => {
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

const draftAll = async <S, E extends DomainEvent>(
  open: readonly StreamChanges<S, E>[],
  store: StreamAccess,
): Promise<Draft<S, E>[]> => {
  const toRead = open.filter((of) => !of.isGuess).map((of) => of.stream);
  const histories = toRead.length > 0 ? await store.readStreams(toRead) : new Map<string, RecordedEvent[]>();
  return open.map((of) => draft(of, histories.get(of.stream) ?? []));
};

const draft = <S, E extends DomainEvent>(of: StreamChanges<S, E>, history: readonly RecordedEvent[]): Draft<S, E> => {
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
  return { of, baseVersion, events, outcomes };
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

const refusal = (id: string, error: unknown): Refused => ({
  id,
  error: error instanceof Error ? error : new Error(String(error)),
});

/** Results stand in the order of the drafts; a draft without events has none. */
const appendDrafts = async <S, E extends DomainEvent>(
  drafts: readonly Draft<S, E>[],
  store: StreamAccess,
): Promise<(AppendResult | undefined)[]> => {
  const appending = drafts.filter((draft) => draft.events.length > 0);
  if (appending.length === 0) return [];
  const results = await store.append(
    appending.map(({ of, baseVersion, events }) => ({
      shard: shardOf(of.stream, store.shards),
      stream: of.stream,
      expectedVersion: baseVersion,
      events,
    })),
  );
  let next = 0;
  return drafts.map((draft) => (draft.events.length > 0 ? results[next++] : undefined));
};

/** The outcomes with their positions: a stream's events of one append stand side by side in the shard. */
const placed = <S, E extends DomainEvent>(
  { outcomes }: Draft<S, E>,
  result: AppendResult | undefined,
): Outcome<S, E>[] => {
  if (!result?.ok) return outcomes;
  const { position, version } = result;
  return outcomes.map((outcome) =>
    isRefused(outcome) || outcome.events.length === 0
      ? outcome
      : { ...outcome, position: { ...position, sequence: position.sequence - (version - outcome.version) } },
  );
};
