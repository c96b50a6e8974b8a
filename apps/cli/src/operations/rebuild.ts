import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.js';
import type { Messages } from '../messages/language.js';
import type { Server } from '../server/server.js';
import { SERVICES, statusOf, type Service, type ServiceStatus } from './status.js';

interface ViewOf {
  readonly service: Service;
  readonly view: string;
}

/** Rebuilds one view, those of a service, or all, beside the serving ones; waits until they are swapped in. */
export const rebuild = async (
  server: Server,
  service: string | undefined,
  view: string | undefined,
  messages: Messages,
): Promise<void> => {
  const views = await viewsToRebuild(server, service, view, messages);
  for (const each of views) {
    await server.post(`/${each.service}/v1/operations/views/${encodeURIComponent(each.view)}/rebuild`);
    process.stdout.write(`${messages.rebuilding(each.service, each.view)}\n`);
  }
  for (const each of views) {
    await untilSwappedIn(server, each);
    process.stdout.write(`${messages.rebuilt(each.service, each.view)}\n`);
  }
};

const viewsToRebuild = async (
  server: Server,
  service: string | undefined,
  view: string | undefined,
  messages: Messages,
): Promise<ViewOf[]> => {
  const services = SERVICES.filter((name) => service === undefined || name === service);
  if (services.length === 0) throw new Failure(messages.unknownService(service ?? '', SERVICES.join(', ')));
  const all = (await Promise.all(services.map((name) => statusOf(server, name)))).flatMap(viewsOf);
  const asked = all.filter((each) => view === undefined || each.view === view);
  if (asked.length === 0) throw new Failure(messages.unknownView(view ?? '', all.map((each) => each.view).join(', ')));
  return asked;
};

const viewsOf = ({ service, subscriptions }: ServiceStatus): ViewOf[] =>
  subscriptions.filter(({ kind }) => kind === 'view').map(({ name }) => ({ service, view: name }));

const untilSwappedIn = async (server: Server, { service, view }: ViewOf): Promise<void> => {
  for (;;) {
    const { subscriptions } = await server.patiently(() => statusOf(server, service));
    if (!subscriptions.find(({ name }) => name === view)?.rebuilding) return;
    await delay(200);
  }
};
