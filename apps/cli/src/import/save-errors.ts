import { Failure } from '../failure.js';
import type { Messages } from '../messages/language.js';
import type { Server } from '../server/server.js';
import type { ImportStatus } from './import-status.js';

/** The rejected rows as they came, each with its reason: into a file where one is named, else how to get them. */
export const saveErrors = async (
  server: Server,
  { id }: ImportStatus,
  file: string | undefined,
  messages: Messages,
): Promise<void> => {
  const path = `/intake/v1/imports/${id}/errors.csv`;
  if (file === undefined) {
    process.stdout.write(`${messages.errorsAt(server.url + path)}\n`);
    return;
  }
  await server
    .patiently(() => server.save(path, file))
    .catch((error: unknown) => {
      // What keeps a file from being written has a code of the system.
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new Failure(messages.errorsUnsaved(file, error.message, server.url + path));
    });
  process.stdout.write(`${messages.errorsSaved(file)}\n`);
};
