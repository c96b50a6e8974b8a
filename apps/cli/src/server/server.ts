import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from './refusal.js';
import { ServerGone } from './server-gone.js';

const PATIENCE_SECONDS = 120;
const ATTEMPT_EVERY_MS = 500;
/** What a server on its way up or down answers. */
const NOT_NOW = new Set([502, 503, 504]);

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
    const { status, text } = await this.attempt(path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': contentType ?? 'application/octet-stream' } }),
    });
    if (NOT_NOW.has(status)) throw new ServerGone(this.url, `HTTP ${status}`);
    if (status >= 400) throw refusal(status, text);
    return text;
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

  private async attempt(path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(this.url + path, init);
      return { status: response.status, text: await response.text() };
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
