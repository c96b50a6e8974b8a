import { setTimeout } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** What a later read names in order to see this write. */
  readonly position?: string;
  /** Whether an earlier attempt may have been done, though its answer never came. */
  readonly isRepeat: boolean;
}

export interface Request {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';
  readonly path: string;
  readonly body?: unknown;
  /** Of the body, which is then a text; JSON unless said. Lines of JSON are answered by as many receipts. */
  readonly type?: string;
  /** Makes a command known again: the first attempt may be done late, by a process that was halted meanwhile. */
  readonly key?: string;
  /** The position of a write that must be seen. */
  readonly after?: string | undefined;
}

/** An answer that does not come, as of a process that is halted, is given up after so long. */
const LONGEST_ANSWER = 15_000;
const LONGEST_PAUSE = 2_000;
const PATIENCE = 300_000;
/** Refusals that pass: what was meant is not known yet, or is still being done. */
const PASSING = new Set(['CustomerUnknown', 'PurchaseUnknown', 'RequestInProgress']);

const JSON_TYPE = 'application/json';
export const LINES_TYPE = 'application/x-ndjson';

/** Asks as a careful partner does: the same again, until there is an answer that stands. */
export class Caller {
  /** Attempts that got no answer that stands. */
  repeats = 0;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error where there was no answer for five minutes */
  async ask(request: Request): Promise<Answer> {
    const end = performance.now() + PATIENCE;
    let last = 'no answer';
    for (let attempt = 0; performance.now() < end; attempt++) {
      const answer = await this.#attempt(request);
      if (typeof answer !== 'string') return { ...answer, isRepeat: attempt > 0 };
      last = answer;
      this.repeats++;
      await setTimeout(Math.min(LONGEST_PAUSE, 50 * 2 ** attempt));
    }
    throw new Error(`${request.method} ${request.path} was never acknowledged; the last time: ${last}.`);
  }

  /** The answer, or why there is none that stands. */
  async #attempt({
    method,
    path,
    body,
    key,
    after,
    type = JSON_TYPE,
  }: Request): Promise<Omit<Answer, 'isRepeat'> | string> {
    try {
      const response = await fetch(this.#url + path, {
        method,
        headers: {
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(after !== undefined && { 'clientele-after': after }),
          ...(body !== undefined && { 'content-type': type }),
        },
        ...(body !== undefined && { body: type === JSON_TYPE ? JSON.stringify(body) : String(body) }),
        signal: AbortSignal.timeout(LONGEST_ANSWER),
      });
      const text = await response.text();
      const position = response.headers.get('clientele-position');
      const answer = {
        status: response.status,
        body: bodyOf(text, response.headers.get('content-type') ?? ''),
        ...(position !== null && { position }),
      };
      return isPassing(answer) ? `HTTP ${answer.status} ${String(answer.body['code'])}` : answer;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const bodyOf = (text: string, type: string): Answer['body'] => {
  if (!type.startsWith(LINES_TYPE)) return (text ? JSON.parse(text) : {}) as Answer['body'];
  const lines = text.split('\n').filter(Boolean);
  return { receipts: lines.map((line) => JSON.parse(line) as unknown) };
};

const isPassing = ({ status, body }: Omit<Answer, 'isRepeat'>): boolean =>
  status >= 500 || status === 429 || (status >= 400 && PASSING.has(String(body['code'])));
