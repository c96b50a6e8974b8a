import {
  decodePositions,
  DomainError,
  encodePositions,
  type FeedSlice,
  type Positions,
} from '@clientele/event-sourcing';
import type { FeedHistory } from '@clientele/messaging/kafka';
import { fromJson, type JsonSlice } from './feed-json.js';
import { INTERNAL } from './feed-routes.js';

export interface FeedClientOptions {
  /** Whose feed it is. */
  readonly service: string;
  /** Of the service's processes; the next one is asked where one does not answer. */
  readonly urls: readonly string[];
  readonly token: string;
}

/** Milliseconds. */
const LONGEST = 5_000;
/** Milliseconds for an answer on its way, beyond what was asked for. */
const FAREWELL = 500;
/** Heads are asked for by each subscription; a moment's answer serves them all. */
const FRESH_FOR = 200;

/** Asks another service for its history, over HTTP. */
export class FeedClient implements FeedHistory {
  #heads: { readonly at: number; readonly answer: Promise<number[]> } | undefined;
  #first = 0;

  constructor(private readonly options: FeedClientOptions) {}

  heads(): Promise<number[]> {
    const now = performance.now();
    if (!this.#heads || now - this.#heads.at > FRESH_FOR) {
      this.#heads = { at: now, answer: this.#ask<{ heads: number[] }>('heads').then(({ heads }) => heads) };
    }
    return this.#heads.answer;
  }

  async history(after: ReadonlyMap<number, number>, limit: number, types?: readonly string[]): Promise<FeedSlice[]> {
    const { slices } = await this.#ask<{ slices: JsonSlice[] }>('history', { after: [...after], limit, types });
    return fromJson(slices);
  }

  /** See `Follow`. */
  async follow(positions: Positions, milliseconds: number): Promise<Positions> {
    const asked = { positions: encodePositions(positions), milliseconds };
    const answer = await this.#ask<{ positions: string }>('follow', asked, milliseconds + FAREWELL);
    return decodePositions(answer.positions);
  }

  async #ask<Answer>(path: string, body?: object, longest = LONGEST): Promise<Answer> {
    const { service, urls } = this.options;
    const failures: string[] = [];
    // One time for all of its processes: whoever asks waits no longer than that.
    const late = AbortSignal.timeout(longest);
    for (let n = 0; n < urls.length; n++) {
      const index = (this.#first + n) % urls.length;
      const asked = this.#fetch(`${urls[index]}${INTERNAL}/${path}`, body, late);
      const response = await asked.catch((error: unknown) => void failures.push(reasonOf(error)));
      if (!response) continue;
      if (response.status < 500) {
        this.#first = index;
        return this.#read<Answer>(response, path);
      }
      failures.push(`it answered ${response.status}`);
    }
    throw new PublisherUnreachable(`${service} does not answer: ${failures.join('; ')}.`);
  }

  #fetch(url: string, body: object | undefined, late: AbortSignal): Promise<Response> {
    return fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${this.options.token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: late,
    });
  }

  async #read<Answer>(response: Response, path: string): Promise<Answer> {
    if (response.ok) return (await response.json()) as Answer;
    const text = await response.text();
    const { code, detail } = parsed(text);
    if (response.status === 409 && code) throw new DomainError(code, 'conflict', detail ?? code);
    throw new PublisherUnreachable(
      `${this.options.service} answered ${response.status} to ${path}${detail ? `: ${detail}` : ''}.`,
    );
  }
}

/** Not the record's fault: the publisher is to be asked again. */
export class PublisherUnreachable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PublisherUnreachable';
  }
}

/** Without addresses: it is told to whoever asks for the readiness. */
const reasonOf = (error: unknown): string => {
  const cause: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : String(cause);
};

const parsed = (text: string): { code?: string; detail?: string } => {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
};
