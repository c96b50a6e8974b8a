import { Failure } from '../failure.js';
import type { Messages } from '../messages/language.js';
import type { Server } from '../server/server.js';
import { table } from '../terminal/table.js';
import { SERVICES, statusOf, type Service } from './status.js';

interface ParkedStream {
  readonly subscription: string;
  readonly source: string;
  readonly stream: string;
  readonly error: string;
  readonly records: number;
  readonly since: string;
}

const MOST_SHOWN = 50;

/** Streams that are held back because one of their records failed. */
export const showParked = async (server: Server, service: string | undefined, messages: Messages): Promise<void> => {
  const rows: string[][] = [];
  for (const name of servicesNamed(service, messages)) {
    const { items } = await server.get<{ items: ParkedStream[] }>(`/${name}/v1/operations/parked?limit=${MOST_SHOWN}`);
    rows.push(
      ...items.map((one) => [
        name,
        one.subscription,
        `${one.source}/${one.stream}`,
        messages.count(one.records),
        one.since,
        one.error,
      ]),
    );
  }
  process.stdout.write(
    `${rows.length > 0 ? table(messages.parkedColumns, rows, { right: [3] }) : messages.nothingParked}\n`,
  );
};

/** Hands parked records to their view or reaction again, in order. */
export const replay = async (
  server: Server,
  service: string | undefined,
  subscription: string | undefined,
  stream: string | undefined,
  messages: Messages,
): Promise<void> => {
  let failed = 0;
  let found = 0;
  for (const name of servicesNamed(service, messages)) {
    for (const each of await parkedSubscriptions(server, name, subscription)) {
      const done = await server.post<{ replayed: number; failed: number }>(`/${name}/v1/operations/parked/replay`, {
        subscription: each,
        ...(stream !== undefined && { stream }),
      });
      found++;
      failed += done.failed;
      process.stdout.write(`${messages.replayed(name, each, done.replayed, done.failed)}\n`);
    }
  }
  if (found === 0) process.stdout.write(`${messages.nothingParked}\n`);
  if (failed > 0) throw new Failure(messages.stillParked(failed));
};

const servicesNamed = (service: string | undefined, messages: Messages): Service[] => {
  const services = SERVICES.filter((name) => service === undefined || name === service);
  if (services.length === 0) throw new Failure(messages.unknownService(service ?? '', SERVICES.join(', ')));
  return services;
};

const parkedSubscriptions = async (server: Server, service: Service, named: string | undefined): Promise<string[]> => {
  if (named !== undefined) return [named];
  const { subscriptions } = await statusOf(server, service);
  return subscriptions.filter(({ parkedStreams }) => parkedStreams > 0).map(({ name }) => name);
};
