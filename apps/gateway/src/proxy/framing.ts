import type { IncomingMessage } from 'node:http';

/** A request by these has no body unless it says so; by others a service waits for one, unless told that there is none. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** Whether the end of the body can be told; Node undoes chunks, and nothing else. */
export const isFramingKnown = ({ headers }: IncomingMessage): boolean =>
  (headers['transfer-encoding'] ?? 'chunked').toLowerCase() === 'chunked';

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * How a service is told where the body ends, whatever else the caller says: a body that is not announced would be the
 * next request on a connection that is kept.
 */
export const framingOf = ({ method = '', headers }: IncomingMessage): string[] => {
  if (headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  const length = headers['content-length'] ?? (WITHOUT_BODY.has(method) ? undefined : '0');
  return length === undefined ? [] : ['Content-Length', length];
};
