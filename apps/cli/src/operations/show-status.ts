import type { Messages } from '../messages/language.js';
import type { ImportStatus } from '../import/import-status.js';
import type { Server } from '../server/server.js';
import { columns, table } from '../terminal/table.js';
import { SERVICES, statusOf, type ServiceStatus, type Subscription } from './status.js';

/** Services, what they listen to, how far behind they are, and what is parked. */
export const showStatus = async (server: Server, json: boolean, messages: Messages): Promise<void> => {
  const services = await Promise.all(SERVICES.map((service) => statusOf(server, service)));
  process.stdout.write(json ? `${JSON.stringify(services, null, 2)}\n` : `${asText(services, messages)}\n`);
};

const asText = (services: readonly ServiceStatus[], messages: Messages): string => {
  const rows = services.flatMap((service) => rowsOf(service, messages));
  const pending = services.flatMap((service) =>
    Object.entries(service.pending)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${messages.pending(service.service, name, count)}`),
  );
  const behind = services.filter(({ caughtUp }) => !caughtUp).map(({ service }) => service);
  const parked = services
    .flatMap(({ subscriptions }) => subscriptions)
    .filter(({ parkedStreams }) => parkedStreams > 0);
  return [
    table(messages.statusColumns, rows, { right: [1, 4, 5] }),
    ...pending,
    behind.length === 0 ? messages.allCaughtUp : messages.behind(behind.join(', ')),
    ...(parked.length > 0
      ? [messages.someParked(parked.reduce((sum, { parkedStreams }) => sum + parkedStreams, 0))]
      : []),
  ].join('\n');
};

const rowsOf = ({ service, events, subscriptions }: ServiceStatus, messages: Messages): string[][] => {
  const rows = subscriptions.map((subscription) => [
    subscription.name,
    subscription.sources.map(({ source, lag }) => (lag > 0 ? `${source} (${messages.count(lag)})` : source)).join(', '),
    messages.count(subscription.lag),
    messages.count(subscription.parkedStreams),
    stateOf(subscription, messages),
  ]);
  const [first = ['', '', '', '', ''], ...others] = rows;
  return [[service, messages.count(events), ...first], ...others.map((row) => ['', '', ...row])];
};

const stateOf = ({ state, problem, rebuilding }: Subscription, messages: Messages): string => {
  const words = [messages.state(state), ...(problem ? [problem] : [])];
  if (rebuilding)
    words.push(messages.rebuildingLag(rebuilding.lag), ...(rebuilding.problem ? [rebuilding.problem] : []));
  return words.join('; ');
};

/** The imports of late, or one of them. */
export const showImports = async (server: Server, id: string | undefined, messages: Messages): Promise<void> => {
  if (id !== undefined) return showImport(await server.get<ImportStatus>(`/intake/v1/imports/${id}`), messages);
  const { items } = await server.get<{ items: ImportStatus[] }>('/intake/v1/imports');
  const rows = items.map(
    ({ id: each, kind, source, status, rows: { read, accepted, duplicate, rejected }, createdAt }) => [
      each,
      kind,
      source,
      messages.importState(status),
      ...[read, accepted, duplicate, rejected].map(messages.count),
      createdAt,
    ],
  );
  process.stdout.write(
    `${items.length > 0 ? table(messages.importColumns, rows, { right: [4, 5, 6, 7] }) : messages.noImports}\n`,
  );
};

const showImport = (
  { id, kind, source, status, rows, createdAt, finishedAt, error }: ImportStatus,
  messages: Messages,
): void => {
  const facts = [
    id,
    kind,
    source,
    messages.importState(status),
    ...Object.values(rows).map((n: number) => messages.count(n)),
    createdAt,
  ];
  const lines = messages.importColumns.map((name, index) => [name, facts[index] ?? '']);
  if (finishedAt) lines.push([messages.finishedAt, finishedAt]);
  if (error) lines.push([messages.error, error]);
  process.stdout.write(`${columns(lines, {})}\n`);
};
