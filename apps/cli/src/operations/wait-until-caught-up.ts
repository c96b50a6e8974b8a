import { setTimeout as delay } from 'node:timers/promises';
import type { Messages } from '../messages/language.js';
import type { Server } from '../server/server.js';
import { SERVICES, statusOf, type ServiceStatus } from './status.js';

const LOOK_EVERY_MS = 100;

/**
 * Waits until everything that was brought in is in all views. Looked at in the order of the flow: a service that has
 * caught up after those before it did has nothing more to come.
 */
export const waitUntilCaughtUp = async (server: Server, messages: Messages, began: number): Promise<void> => {
  let parked = 0;
  process.stderr.write(`${messages.catchingUp}\n`);
  for (const service of SERVICES) {
    const status = await caughtUp(server, service);
    parked += status.subscriptions.reduce((sum, { parkedStreams }) => sum + parkedStreams, 0);
  }
  process.stdout.write(`${messages.caughtUp((Date.now() - began) / 1000)}\n`);
  if (parked > 0) process.stdout.write(`${messages.someParked(parked)}\n`);
};

const caughtUp = async (server: Server, service: (typeof SERVICES)[number]): Promise<ServiceStatus> => {
  for (;;) {
    const status = await server.patiently(() => statusOf(server, service));
    if (status.caughtUp) return status;
    await delay(LOOK_EVERY_MS);
  }
};
