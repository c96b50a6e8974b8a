import { setTimeout } from 'node:timers/promises';
import type { SiteService } from './site-service.js';

export interface Readiness {
  readonly isReady: boolean;
  readonly status: 'ready' | 'not ready';
  /** By service; what is wrong, where something is. */
  readonly services: Readonly<Record<string, string>>;
}

const LONGEST = 5_000;

/** Whether each service is ready; one that does not say so in time is not. */
export const readiness = async (services: readonly SiteService[]): Promise<Readiness> => {
  const states = await Promise.all(services.map(async (each) => [each.name, await stateOf(each)] as const));
  const isReady = states.every(([, { isReady }]) => isReady);
  return {
    isReady,
    status: isReady ? 'ready' : 'not ready',
    services: Object.fromEntries(states.map(([name, { words }]) => [name, words])),
  };
};

const stateOf = async (service: SiteService): ReturnType<SiteService['state']> => {
  const late = new AbortController();
  try {
    const words = `no answer within ${LONGEST / 1_000} s`;
    return await Promise.race([
      service.state(),
      setTimeout(LONGEST, { isReady: false, words }, { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
};
