import { metrics, type BatchObservableResult } from '@opentelemetry/api';
import type { Sql } from '@clientele/event-sourcing';
import type { FeedWatch } from './feed-watch.js';

export interface ObservedFeeds {
  readonly service: string;
  readonly database: Sql;
  readonly watch: FeedWatch;
  /** Of all views and reactions. */
  readonly subscriptions: readonly string[];
}

/** Gauges of how a service keeps up, read when somebody asks for the metrics. Answers with how to end it. */
export const observeFeeds = ({ service, database, watch, subscriptions }: ObservedFeeds): (() => void) => {
  const meter = metrics.getMeter('clientele');
  const lag = meter.createObservableGauge('clientele.feed.lag.records', {
    unit: '{record}',
    description: 'Events of the source that the subscription has not looked at yet.',
  });
  const waited = meter.createObservableGauge('clientele.feed.lag.duration', {
    unit: 's',
    description: 'How long the oldest of these has been waiting, at least: since a look first found it there.',
  });
  const parked = meter.createObservableGauge('clientele.parked.streams', {
    unit: '{stream}',
    description: 'Streams held back because one of their records failed.',
  });
  const observe = async (result: BatchObservableResult): Promise<void> => {
    await watch.look();
    const now = Date.now();
    for (const { line, ...place } of watch.standings) {
      result.observe(lag, line.lag, { service, ...place });
      result.observe(waited, line.waited(now) / 1_000, { service, ...place });
    }
    const streams = await countParked(database);
    for (const subscription of subscriptions) {
      result.observe(parked, streams.get(subscription) ?? 0, { service, subscription });
    }
  };
  meter.addBatchObservableCallback(observe, [lag, waited, parked]);
  return () => meter.removeBatchObservableCallback(observe, [lag, waited, parked]);
};

const countParked = async (database: Sql): Promise<Map<string, number>> => {
  const { rows } = await database.query<{ subscription: string; streams: number }>(
    'SELECT subscription, count(*)::int AS streams FROM public.parked_streams GROUP BY subscription',
  );
  return new Map(rows.map(({ subscription, streams }) => [subscription, streams]));
};
