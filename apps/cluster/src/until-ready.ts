import { setTimeout } from 'node:timers/promises';
import { EXIT, StartError } from '@clientele/platform/installation';

const LONGEST_START = 120_000;

/** Asks until the process at this address is ready. @throws StartError with its reason where that takes too long */
export const untilReady = async (url: string, unwanted?: AbortSignal): Promise<'ready'> => {
  const end = performance.now() + LONGEST_START;
  let reason = 'it cannot be reached';
  for (;;) {
    unwanted?.throwIfAborted();
    const answer = await ask(`${url}/health/ready`);
    if (answer?.isReady) return 'ready';
    reason = answer?.words ?? reason;
    if (performance.now() > end) {
      throw new StartError(EXIT.failed, `${url} was not ready within ${LONGEST_START / 1_000} s: ${reason}.`);
    }
    await setTimeout(50);
  }
};

const ask = async (url: string): Promise<{ isReady: boolean; words?: string } | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const { words } = (await response.json()) as { words?: string };
    return { isReady: response.ok, words };
  } catch {
    return undefined;
  }
};
