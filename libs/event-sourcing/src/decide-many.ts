import { ConcurrencyError } from './domain-error.js';
import { byStream, draft, refusal, type Draft, type Outcome, type StreamChanges } from './draft.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { AppendResult, Change, Refused } from './event-store.js';
import type { PreparedAppend } from './prepared-append.js';
import { shardOf } from './shard.js';
import type { StreamTurns } from './stream-turns.js';

interface StreamAccess {
  readonly shards: number;
  readonly turns: StreamTurns;
  readStreams(streams: readonly string[]): Promise<Map<string, RecordedEvent[]>>;
  append(appends: readonly PreparedAppend[]): Promise<AppendResult[]>;
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

const draftAll = async <S, E extends DomainEvent>(
  open: readonly StreamChanges<S, E>[],
  store: StreamAccess,
): Promise<Draft<S, E>[]> => {
  const toRead = open.filter((of) => !of.isGuess).map((of) => of.stream);
  const histories = toRead.length > 0 ? await store.readStreams(toRead) : new Map<string, RecordedEvent[]>();
  return open.map((of) => draft(of, histories.get(of.stream) ?? []));
};

/** Results stand in the order of the drafts; a draft without events has none. */
const appendDrafts = async <S, E extends DomainEvent>(
  drafts: readonly Draft<S, E>[],
  store: StreamAccess,
): Promise<(AppendResult | undefined)[]> => {
  const appending = drafts.filter((draft) => draft.events.length > 0);
  if (appending.length === 0) return [];
  const results = await store.append(
    appending.map(({ of, shard, baseVersion, events }) => ({
      shard: shard ?? shardOf(of.stream, store.shards),
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
