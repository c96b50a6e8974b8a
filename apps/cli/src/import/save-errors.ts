import { writeFile } from 'node:fs/promises';
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
  await writeFile(file, await server.text('GET', path));
  process.stdout.write(`${messages.errorsSaved(file)}\n`);
};
