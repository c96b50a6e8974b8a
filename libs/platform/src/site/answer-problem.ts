import type { ServerResponse } from 'node:http';
import { problemOf, type HttpProblem } from '../http/problem.js';
import { PROBLEM_TYPE } from '../http/problem.filter.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';

/** A refusal (RFC 9457) where there is no framework around the answer. */
export const answerProblem = (response: ServerResponse, problem: HttpProblem): void => {
  response.writeHead(problem.status, { ...SECURITY_HEADERS, ...problem.headers, 'content-type': PROBLEM_TYPE });
  response.end(JSON.stringify(problemOf(problem)));
};
