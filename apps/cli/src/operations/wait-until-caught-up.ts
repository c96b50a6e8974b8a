import { setTimeout as delay } from 'node:timers/promises';
import type { Messages } from '../messages/language.js';
import type { Server } from '../server/server.js';
import { SERVICES, statusOf, type ServiceStatus } from './status.js';

const LOOK_EVERY_MS = 100;
const SAY_EVERY_MS = 10_000;

/**
 * Waits until everything that was brought in is in all views. Looked at in the order of the flow: a service that has
 * caught up after those before it did has nothing more to come.
 */
export const waitUntilCaughtUp = async (server: Server, messages: Messages, began: number): Promise<void> => {
  let parked = 0;
  process.stderr.write(`${messages.catchingUp}\n`);
  for (const service of SERVICES) {
    const status = await caughtUp(server, service, messages);
    parked += status.subscriptions.reduce((sum, { parkedStreams }) => sum + parkedStreams, 0);
  }
  process.stdout.write(`${messages.caughtUp((Date.now() - began) / 1000)}\n`);
  if (parked > 0) process.stdout.write(`${messages.someParked(parked)}\n`);
};

const caughtUp = async (
  server: Server,
  service: (typeof SERVICES)[number],
  messages: Messages,
): Promise<ServiceStatus> => {
  let said = Date.now();
  for (;;) {
    const status = await server.patiently(() => statusOf(server, service));
    if (status.caughtUp) return status;
    if (Date.now() - said > SAY_EVERY_MS) {
      said = Date.now();
      process.stderr.write(`${[messages.behind(service), ...problemsOf(status)].join('\n')}\n`);
    }
    await delay(LOOK_EVERY_MS);
  }
};

const problemsOf = ({ service, subscriptions }: ServiceStatus): string[] =>
  subscriptions.flatMap(({ name, problem }) => (problem ? [`  ${service}/${name}: ${problem}`] : []));
