import { decodePositions, DomainError, encodePositions, type Feed } from '@clientele/event-sourcing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SubscriptionHost } from '../subscriptions/subscription-host.js';
import { PROBLEM_TYPE } from '../http/problem.filter.js';
import { problemOf } from '../http/problem.js';
import { isFeedToken } from './feed-token.js';
import { withinBytes } from './within-bytes.js';

export interface FeedRoutesOptions {
  /** What this service publishes. */
  readonly feed: Feed;
  readonly host: SubscriptionHost;
  readonly token: string;
}

/** Below this path services speak with each other; no gateway lets anybody else in. */
export const INTERNAL = '/internal/feed';

/** Of one answer, which must come in time. */
const MOST_RECORDS = 4_000;
const MOST_BYTES = 8 * 1024 * 1024;

interface HistoryBody {
  readonly after: readonly (readonly [shard: number, sequence: number])[];
  readonly limit: number;
  readonly types?: readonly string[];
}

interface FollowBody {
  readonly positions: string;
  readonly milliseconds: number;
}

/** The publisher's history for consumers that lack something, and what reactions made of a position. */
export const addFeedRoutes = (fastify: FastifyInstance, { feed, host, token }: FeedRoutesOptions): void => {
  const guard = { onRequest: (request: FastifyRequest) => refuseStrangers(token, request) };
  fastify.get(
    `${INTERNAL}/heads`,
    guard,
    answering(async () => ({ heads: await feed.heads() })),
  );
  fastify.post<{ Body: HistoryBody }>(
    `${INTERNAL}/history`,
    { ...guard, schema: { body: HISTORY } },
    answering(async ({ body }: { readonly body: HistoryBody }) => {
      const limit = Math.max(1, Math.min(body.limit, Math.floor(MOST_RECORDS / Math.max(1, body.after.length))));
      return { slices: withinBytes(await feed.history(new Map(body.after), limit, body.types), MOST_BYTES) };
    }),
  );
  fastify.post<{ Body: FollowBody }>(
    `${INTERNAL}/follow`,
    { ...guard, schema: { body: FOLLOW } },
    answering(async ({ body }: { readonly body: FollowBody }) => ({
      positions: encodePositions(await host.follow(decodePositions(body.positions), body.milliseconds)),
    })),
  );
};

const whole = { type: 'integer', minimum: 0 };
const HISTORY = {
  type: 'object',
  required: ['after', 'limit'],
  properties: {
    after: { type: 'array', maxItems: 1_000, items: { type: 'array', minItems: 2, maxItems: 2, items: whole } },
    limit: { type: 'integer', minimum: 1 },
    types: { type: 'array', items: { type: 'string' } },
  },
};
const FOLLOW = {
  type: 'object',
  required: ['positions', 'milliseconds'],
  properties: { positions: { type: 'string' }, milliseconds: { type: 'number', maximum: 60_000 } },
};

const refuseStrangers = async (token: string, request: FastifyRequest): Promise<void> => {
  if (isFeedToken(token, request.headers.authorization)) return;
  throw new DomainError('NotAService', 'forbidden', 'Only services of this installation speak with each other here.');
};

/** With errors as problems, as everywhere; these routes are none of Nest's. */
const answering =
  <Request>(work: (request: Request) => Promise<object>) =>
  async (request: Request, reply: FastifyReply): Promise<unknown> => {
    try {
      return await work(request);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      return reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
    }
  };
