import { setTimeout } from 'node:timers/promises';
import type { OpenService } from '@clientele/platform';

export interface Readiness {
  readonly isReady: boolean;
  readonly status: 'ready' | 'not ready';
  /** By service; what is wrong, where something is. */
  readonly services: Readonly<Record<string, string>>;
}

const LONGEST = 2_000;

/** Whether each service's database answers. */
export const readiness = async (services: readonly OpenService[]): Promise<Readiness> => {
  const states = await Promise.all(services.map(async (each) => [each.definition.name, await stateOf(each)] as const));
  const isReady = states.every(([, state]) => state === 'ready');
  return { isReady, status: isReady ? 'ready' : 'not ready', services: Object.fromEntries(states) };
};

const stateOf = async ({ database }: OpenService): Promise<string> => {
  const late = new AbortController();
  try {
    return await Promise.race([
      database.query('SELECT 1').then(() => 'ready'),
      setTimeout(LONGEST, 'its database does not answer', { signal: late.signal }),
    ]);
  } catch {
    return 'its database cannot be reached';
  } finally {
    late.abort();
  }
};
