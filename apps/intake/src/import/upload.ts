import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { charsetOf, decodeText, type DecodedText } from './decode-text.js';
import { planImport, type ImportRequest } from './import-plan.js';
import { BROKEN_OFF, type ImportRecord } from './import-record.js';
import { ImportRunner } from './import-runner.js';
import { ImportStore } from './import-store.js';
import { readHead, type FileHead } from './read-head.js';
import { Spool } from './spool.js';

/** A process that takes an upload says so that often, however slowly the file comes. */
const HEARTBEAT = 5_000;
const NOT_KEPT = 'The file could not be kept: something failed on our side. Nothing of it was taken in; send it again.';

/** Takes a file up as it streams in. It is read into facts afterwards, in the background. */
@Injectable()
export class Upload {
  constructor(
    private readonly imports: ImportStore,
    private readonly spool: Spool,
    private readonly runner: ImportRunner,
  ) {}

  /** @throws DomainError before anything is kept, where what is said does not fit the file */
  async take(
    request: ImportRequest,
    body: AsyncIterable<Buffer>,
    contentType: string | undefined,
  ): Promise<ImportRecord> {
    const { head, rest } = await readHead(await textOf(body, contentType), request.delimiter);
    const plan = planImport(request, head);
    const id = v7();
    await this.imports.begin(id, request.kind, request.source, plan);
    const beat = setInterval(() => void this.imports.touch(id).catch(() => undefined), HEARTBEAT);
    try {
      await this.spool.write(id, wholeOf(head, rest));
    } catch (error) {
      await this.imports
        .end(id, 'interrupted', error instanceof BrokenOff ? BROKEN_OFF : NOT_KEPT)
        .catch(() => undefined);
      throw error;
    } finally {
      clearInterval(beat);
    }
    await this.imports.uploaded(id);
    this.runner.wake();
    return this.imports.get(id);
  }
}

export const textOf = (body: AsyncIterable<Buffer>, contentType: string | undefined): Promise<DecodedText> =>
  decodeText(body, charsetOf(contentType));

class BrokenOff extends Error {}

async function* wholeOf(head: FileHead, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head.text;
  if (head.whole) return;
  try {
    yield* rest;
  } catch (cause) {
    throw new BrokenOff('The upload broke off.', { cause });
  }
}
