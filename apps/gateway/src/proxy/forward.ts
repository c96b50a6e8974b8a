import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '@clientele/platform/installation';
import { answerProblem, HttpProblem, type Logger } from '@clientele/platform/site';
import { attempt } from './attempt.js';
import type { Connections } from './connections.js';
import { isFramingKnown } from './framing.js';
import { isInternal } from './is-internal.js';
import type { Replicas } from './replicas.js';

export interface Forwarding {
  readonly connections: Connections;
  readonly logger: Logger;
}

/** Hands requests to the replicas of a service in turn, and on to the next where one is not there. */
export const forwardTo =
  (replicas: Replicas, forwarding: Forwarding): Handler =>
  (request, response) => {
    if (isInternal(request.url ?? '/')) return answerProblem(response, NOTHING_HERE);
    if (!isFramingKnown(request)) return answerProblem(response, FRAMING_UNKNOWN);
    forward(replicas, request, response, forwarding).catch((error: unknown) => {
      forwarding.logger.error({ upstream: replicas.service, error: String(error) }, 'request failed');
      response.destroy();
    });
  };

const forward = async (
  replicas: Replicas,
  request: IncomingMessage,
  response: ServerResponse,
  { connections, logger }: Forwarding,
): Promise<void> => {
  for (const url of replicas.inTurn()) {
    const about = { upstream: replicas.service, replica: url };
    const failure = await attempt(connections, url, request, response);
    if (!failure && replicas.answers(url)) logger.info(about, 'a replica answers again');
    if (!failure || response.destroyed) return;
    if (replicas.passOver(url)) logger.warn({ ...about, reason: failure.reason }, 'a replica does not answer');
    if (!failure.mayBeRepeated) return answerProblem(response, gone(replicas.service));
  }
  answerProblem(response, notThere(replicas.service));
};

const NOTHING_HERE = new HttpProblem(404, 'RouteUnknown', 'There is nothing here; see /docs.');

const FRAMING_UNKNOWN = new HttpProblem(
  501,
  'TransferEncodingUnknown',
  'Transfer-Encoding may be chunked, and nothing else. What is compressed is told by Content-Encoding.',
);

const notThere = (service: string): HttpProblem =>
  new HttpProblem(
    503,
    'ServiceUnavailable',
    `The service ${service} cannot be reached at the moment. Nothing was done; try again in a few seconds.`,
    { 'retry-after': '2' },
  );

const gone = (service: string): HttpProblem =>
  new HttpProblem(
    502,
    'ServiceGone',
    `The service ${service} went away before it answered, so it may or may not have done what was asked. ` +
      'Ask again: facts are known by their ids, and other commands are done once by their Idempotency-Key.',
    { 'retry-after': '2' },
  );
