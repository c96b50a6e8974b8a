import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Messages } from '../messages/language.js';
import { waitUntilCaughtUp } from '../operations/wait-until-caught-up.js';
import { Refusal } from '../server/refusal.js';
import { Server } from '../server/server.js';
import { upload } from '../server/upload.js';
import { Progress } from '../terminal/progress.js';
import { followImport } from './follow-import.js';
import { saveErrors } from './save-errors.js';
import { contentType, importQuery, sizeOf, type FactKind, type ImportOptions } from './import-request.js';
import type { ImportStatus } from './import-status.js';
import { showPreview, type Preview } from './show-preview.js';
import { summary } from './summary.js';

const PREVIEW_BYTES = 256 * 1024;

/** All rows are in. */
const ALL_IN = 0;
/** Done, but some rows were rejected. */
const SOME_REJECTED = 2;

/** Brings a CSV file in. Answers with the exit code. */
export const runImport = async (
  kind: FactKind,
  file: string,
  options: ImportOptions & { readonly url: string },
  messages: Messages,
): Promise<number> => {
  const bytes = await sizeOf(file, messages);
  const progress = new Progress(messages);
  const server = new Server(options.url, {
    gone: (url, seconds) => progress.say(messages.waitingForServer(url, seconds)),
    back: () => progress.say(messages.serverBack()),
  });
  await server.text('GET', '/health/live');
  if (options.preview) return preview(server, kind, file, options, messages);

  const began = Date.now();
  progress.say(messages.importing(basename(file), kind, options.source));
  const done = await bringIn(server, progress, { kind, file, bytes, options });
  process.stdout.write(`${summary(done, (Date.now() - began) / 1000, messages)}\n`);
  if (done.note) process.stdout.write(`${done.note}\n`);
  if (mayBeAnother(done, options)) process.stdout.write(`${messages.mayBeAnother}\n`);
  if (done.rows.rejected > 0) await saveErrors(server, done, options.errors, messages);
  if (options.wait) await waitUntilCaughtUp(server, messages, began);
  return done.rows.rejected > 0 ? SOME_REJECTED : ALL_IN;
};

/** Perhaps it is not the same file at all, but the next one of the same source. */
const mayBeAnother = ({ rows }: ImportStatus, { map = [] }: ImportOptions): boolean =>
  rows.duplicate > 0 && !map.some((pair) => pair.startsWith('id='));

interface Job {
  readonly kind: FactKind;
  readonly file: string;
  readonly bytes: number;
  readonly options: ImportOptions;
}

/** Uploads and follows; begins anew where the server lost the upload: rows that it has are then duplicates. */
const bringIn = async (server: Server, progress: Progress, job: Job): Promise<ImportStatus> => {
  const stopListening = progress.onInterrupt();
  try {
    for (;;) {
      const { id } = await server.patiently(() => send(server, progress, job));
      const end = await followImport(server, progress, id).catch((error: unknown) => {
        if (error instanceof Refusal && error.status === 404) return undefined;
        throw error;
      });
      if (end && end.status !== 'interrupted') return end;
      progress.say(progress.messages.uploadingAgain());
    }
  } finally {
    stopListening();
    progress.stop();
  }
};

const send = (server: Server, progress: Progress, { kind, file, bytes, options }: Job): Promise<ImportStatus> =>
  upload<ImportStatus>({
    url: `${server.url}/intake/v1/imports?${importQuery(kind, options)}`,
    file,
    bytes,
    contentType: contentType(options),
    onSent: (sent) => progress.uploading(sent, bytes),
  });

/** Only the beginning of the file goes over. */
const preview = async (
  server: Server,
  kind: FactKind,
  file: string,
  options: ImportOptions,
  messages: Messages,
): Promise<number> => {
  const answer = await server.text(
    'POST',
    `/intake/v1/imports/preview?${importQuery(kind, options)}`,
    await beginningOf(file),
    contentType(options),
  );
  process.stdout.write(showPreview(JSON.parse(answer) as Preview, { kind, file, options }, messages));
  return ALL_IN;
};

const beginningOf = async (file: string): Promise<Uint8Array<ArrayBuffer>> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(PREVIEW_BYTES), 0, PREVIEW_BYTES, 0);
    const lastLineEnd = buffer.lastIndexOf(0x0a, bytesRead - 1);
    return buffer.subarray(0, bytesRead < PREVIEW_BYTES || lastLineEnd < 0 ? bytesRead : lastLineEnd + 1);
  } finally {
    await handle.close();
  }
};
