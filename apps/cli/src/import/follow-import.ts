import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.js';
import type { Server } from '../server/server.js';
import type { Progress } from '../terminal/progress.js';
import type { ImportStatus } from './import-status.js';

const LOOK_EVERY_MS = 200;

/** Shows how far the import is until it has come to an end, however often the server goes away meanwhile. */
export const followImport = async (server: Server, progress: Progress, id: string): Promise<ImportStatus> => {
  for (;;) {
    const status = await server.patiently(() => server.get<ImportStatus>(`/intake/v1/imports/${id}`));
    progress.importing(status);
    if (status.status === 'failed') throw new Failure(progress.messages.importFailed(id, status.error ?? ''));
    if (status.status === 'done' || status.status === 'interrupted') return status;
    await delay(LOOK_EVERY_MS);
  }
};
