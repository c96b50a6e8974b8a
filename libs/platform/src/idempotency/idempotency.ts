import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sql } from '@clientele/event-sourcing';
import { HttpProblem } from '../http/problem.js';
import { AnswerStore } from './answer-store.js';

const METHODS = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'clientele-position'];

/**
 * `Idempotency-Key` on commands: the same request with the same key is answered as the first one was, without being done
 * again. A refusal changes nothing, so its key is free for another try. Streamed bodies pass: facts are idempotent by
 * themselves.
 */
export const addIdempotency = (fastify: FastifyInstance, sql: Sql): void => {
  const answers = new AnswerStore(sql);
  const running = new WeakMap<FastifyRequest, string>();

  fastify.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === undefined) return;
    const begun = await answers.begin(key, fingerprintOf(request));
    if (begun === 'begun') running.set(request, key);
    else if (begun === 'running') throw IN_PROGRESS;
    else if (begun === 'other') throw REUSED;
    else return replay(reply, begun);
  });

  fastify.addHook('onSend', async (request, reply, payload) => {
    const key = running.get(request);
    if (key === undefined) return;
    running.delete(request);
    const succeeded = reply.statusCode < 300 && (typeof payload === 'string' || payload == null);
    if (!succeeded) return answers.forget(key);
    await answers.keep(key, { status: reply.statusCode, headers: headersOf(reply), body: payload ?? null });
  });

  // What is missed by a database that is away is done an hour later.
  const purge = (): void => void answers.purge().catch(() => undefined);
  const hourly = setInterval(purge, 3_600_000).unref();
  fastify.addHook('onReady', async () => purge());
  fastify.addHook('onClose', async () => clearInterval(hourly));
};

const IN_PROGRESS = new HttpProblem(
  409,
  'RequestInProgress',
  'The first request with this Idempotency-Key is still under way; ask again for its answer.',
  { 'retry-after': '1' },
);
const REUSED = new HttpProblem(
  422,
  'IdempotencyKeyReused',
  'Another request had this Idempotency-Key; a new request needs a new key.',
);

const keyOf = ({ method, headers, body }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || !METHODS.has(method) || isStream(body)) return undefined;
  if (key.length > 0 && key.length <= 255) return key;
  throw new HttpProblem(400, 'InvalidIdempotencyKey', 'Idempotency-Key must have 1 to 255 characters.');
};

const isStream = (body: unknown): boolean => typeof body === 'object' && body !== null && 'pipe' in body;

const fingerprintOf = ({ method, url, body, headers }: FastifyRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([method, url, headers['if-match'] ?? null, body ?? null]))
    .digest('base64url');

const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])),
  );

const replay = (
  reply: FastifyReply,
  answer: { status: number; headers: Record<string, string>; body: string | null },
): FastifyReply =>
  reply
    .status(answer.status)
    .headers({ ...answer.headers, 'idempotency-replayed': 'true' })
    .send(answer.body ?? undefined);
