import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { streamOf, type EventStore } from '@clientele/event-sourcing';
import { Database, EVENT_STORE, decodeCursor, encodeCursor, invalidCursor } from '@clientele/platform';
import { Customer } from '../../customer/customer.js';
import { onceMergedInto } from '../../customer/identity-directory.js';
import { PossibleDuplicate } from '../../possible-duplicate/possible-duplicate.js';
import { historyWords, type HistoryEvent } from './history-words.js';

export interface HistoryEntry {
  /** When it was recorded. */
  readonly at: string;
  /** When it came true. */
  readonly occurredAt: string;
  readonly by: string;
  readonly what: string;
  readonly type: string;
  /** Whose stream holds it: the customer, or one merged into it; absent for possible duplicates. */
  readonly customerId?: string;
  readonly data: object;
}

export interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  readonly next: string | null;
}

/** What happened to a customer and to those merged into it, newest first, read from the events themselves. */
export class GetHistory extends Query<HistoryPage> {
  constructor(
    readonly family: readonly string[],
    readonly page: { readonly limit: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(GetHistory)
export class GetHistoryHandler implements IQueryHandler<GetHistory> {
  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ family, page }: GetHistory): Promise<HistoryPage> {
    const events = (await this.eventsOf(family)).sort(newestFirst);
    const rest = page.cursor === undefined ? events : after(events, page.cursor);
    const shown = rest.slice(0, page.limit);
    const last = shown.at(-1);
    return { items: shown.map(entryOf), next: rest.length > shown.length && last ? encodeCursor(placeOf(last)) : null };
  }

  private async eventsOf(family: readonly string[]): Promise<HistoryEvent[]> {
    const former = (await onceMergedInto(this.database, family)).filter((id) => !family.includes(id));
    const streams = [...family, ...former].map((id) => streamOf(Customer, id));
    const histories = await this.store.readStreams([...streams, ...(await this.pairsOf(family))]);
    const formerStreams = new Set(streams.slice(family.length));
    const events = [...histories.values()].flat() as HistoryEvent[];
    return events.filter((event) => !formerStreams.has(event.stream) || concerns(event, family));
  }

  private async pairsOf(family: readonly string[]): Promise<string[]> {
    const { rows } = await this.database.query<{ pair_id: string }>(
      'SELECT pair_id FROM duplicates.pairs WHERE one = ANY($1::uuid[]) OR other = ANY($1::uuid[])',
      [family],
    );
    return rows.map((row) => streamOf(PossibleDuplicate, row.pair_id));
  }
}

/** Of those who were merged and un-merged, only that. */
const concerns = (event: HistoryEvent, family: readonly string[]): boolean =>
  (event.type === 'CustomerMerged' && family.includes(event.data.into)) ||
  (event.type === 'CustomerUnmerged' && family.includes(event.data.from));

type Place = [number, string, number];
const isPlace = (values: readonly unknown[]): values is Place =>
  typeof values[0] === 'number' && typeof values[1] === 'string' && typeof values[2] === 'number';
const placeOf = (event: HistoryEvent): Place => [event.recordedAt.getTime(), event.stream, event.version];

const compare = ([at, stream, version]: Place, other: Place): number =>
  at - other[0] || (stream < other[1] ? -1 : stream > other[1] ? 1 : version - other[2]);

const newestFirst = (one: HistoryEvent, other: HistoryEvent): number => compare(placeOf(other), placeOf(one));

const after = (events: readonly HistoryEvent[], cursor: string): HistoryEvent[] => {
  const last = decodeCursor(cursor, 3);
  if (!isPlace(last)) throw invalidCursor();
  return events.filter((event) => compare(placeOf(event), last) < 0);
};

const entryOf = (event: HistoryEvent): HistoryEntry => ({
  at: event.recordedAt.toISOString(),
  occurredAt: event.data.occurredAt,
  by: event.meta.actor ?? 'system:customers',
  what: historyWords(event),
  type: event.type,
  ...(event.stream.startsWith(streamOf(Customer, ''))
    ? { customerId: event.stream.slice(Customer.name.length + 1) }
    : {}),
  data: withoutKeys(event.data),
});

/** Keys mean nothing to people. */
const withoutKeys = (data: object): object =>
  JSON.parse(JSON.stringify(data, (name, value: unknown) => (name === 'key' || name === 'keys' ? undefined : value)));
