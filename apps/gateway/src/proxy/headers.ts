import type { IncomingMessage } from 'node:http';
import { framingOf } from './framing.js';

/** Of one connection, not of the message (RFC 9110, 7.6.1). `Expect` has been answered by our own server. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What we say ourselves. */
const OURS = new Set(['content-length', 'host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/** The caller's headers as they came, name by value, for the service at `host`. */
export const headersForService = (request: IncomingMessage, host: string): string[] => {
  const { headers, socket } = request;
  const before = headers['x-forwarded-for'];
  const passed = [...endToEnd(request)].filter(([name]) => !OURS.has(name.toLowerCase())).flat();
  return [
    ...['Host', host],
    ...passed,
    ...[
      'X-Forwarded-For',
      before === undefined ? addressOf(socket.remoteAddress) : `${String(before)}, ${addressOf(socket.remoteAddress)}`,
    ],
    ...['X-Forwarded-Proto', String(headers['x-forwarded-proto'] ?? 'http')],
    ...(headers.host === undefined ? [] : ['X-Forwarded-Host', String(headers['x-forwarded-host'] ?? headers.host)]),
    ...framingOf(request),
  ];
};

/** The service's headers for the caller. */
export const headersForCaller = (incoming: IncomingMessage): string[] => [...endToEnd(incoming)].flat();

function* endToEnd({ rawHeaders, headers }: IncomingMessage): Generator<[name: string, value: string]> {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
  // Of the message, whoever names it.
  named.delete('content-length');
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named.has(key)) yield [name, value];
  }
}

const addressOf = (address = 'unknown'): string => address.replace(/^::ffff:/, '');
