import type { OpenService } from '../open-service.js';

/** Whether the service's database answers. */
export const serviceReadiness =
  ({ database }: OpenService) =>
  async (): Promise<{ isReady: boolean; words: string }> =>
    database.query('SELECT 1').then(
      () => ({ isReady: true, words: 'ready' }),
      () => ({ isReady: false, words: 'its database cannot be reached' }),
    );
