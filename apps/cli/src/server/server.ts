import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from './refusal.js';
import { refuseNotNow, ServerGone } from './server-gone.js';

const PATIENCE_SECONDS = 120;
const ATTEMPT_EVERY_MS = 500;

export interface Absence {
  gone(url: string, seconds: number): void;
  back(): void;
}

/** The product behind its URL. */
export class Server {
  constructor(
    readonly url: string,
    private readonly absence: Absence,
  ) {}

  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.text('GET', path)) as T;
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    return JSON.parse(await this.text('POST', path, JSON.stringify(body), 'application/json')) as T;
  }

  async text(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    contentType?: string,
  ): Promise<string> {
    const response = await this.answerTo(path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': contentType ?? 'application/octet-stream' } }),
    });
    return this.whole(response);
  }

  /** Something of any length into a file, in constant memory. */
  async save(path: string, file: string): Promise<void> {
    const { body } = await this.answerTo(path, { method: 'GET' });
    await pipeline(body ? this.bytesOf(body) : [], createWriteStream(file));
  }

  /** Does it, and where the server goes away meanwhile, waits for it to come back and does it again. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    let deadline: number | undefined;
    for (;;) {
      try {
        const result = await work();
        if (deadline !== undefined) this.absence.back();
        return result;
      } catch (error) {
        if (!(error instanceof ServerGone)) throw error;
        if (deadline === undefined) this.absence.gone(error.url, PATIENCE_SECONDS);
        deadline ??= Date.now() + PATIENCE_SECONDS * 1000;
        if (Date.now() > deadline) throw error;
        await delay(ATTEMPT_EVERY_MS);
      }
    }
  }

  /** An answer that is no refusal, its body still to come. */
  private async answerTo(path: string, init: RequestInit): Promise<Response> {
    const response = await this.orGone(() => fetch(this.url + path, init));
    refuseNotNow(this.url, response.status);
    if (response.status >= 400) throw refusal(response.status, await this.whole(response));
    return response;
  }

  private whole(response: Response): Promise<string> {
    return this.orGone(() => response.text());
  }

  private async *bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await this.orGone(() => reader.read());
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  private async orGone<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new ServerGone(this.url, reasonOf(error));
    }
  }
}

/** fetch says "fetch failed", and only its cause why. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
};
