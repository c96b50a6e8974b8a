import { Agent, request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MadeUp } from './made-up.ts';

const CONNECTIONS = 64;

interface Post {
  readonly url: string;
  readonly type: string;
  readonly agent: Agent;
}

/** One after the other on each of 64 connections that are kept open; `size` records in each. Answers the seconds it took. */
export const sendPosts = async (url: string, make: MadeUp, from: number, count: number, size = 1): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const post = { url, type: 'application/json', agent };
  // Made before: what is measured is the taking in.
  const bodies: string[] = [];
  for (let at = from; at < from + count; at += size)
    bodies.push(bodyOf(make, at, Math.min(size, from + count - at), size));
  const begun = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < bodies.length) checkReceipts(await send(post, bodies[next++]!), size);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(CONNECTIONS, bodies.length) }, lane));
    return (performance.now() - begun) / 1_000;
  } finally {
    agent.destroy();
  }
};

const bodyOf = (make: MadeUp, from: number, count: number, size: number): string =>
  size === 1
    ? JSON.stringify(make(from))
    : JSON.stringify(Array.from({ length: count }, (_, index) => make(from + index)));

const send = (post: Post, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': post.type, 'content-length': Buffer.byteLength(body) };
    const sent = request(post.url, { method: 'POST', agent: post.agent, headers }, (response) => {
      textOf(response).then((text) => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`POST ${post.url}: ${response.statusCode} ${text}`));
      }, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });

export const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk as string;
  return text;
};

/** Not parsed, which would cost the machine more than some of the work that is measured. */
const checkReceipts = (answer: string, size: number): void => {
  const accepted = answer.split('"accepted"').length - 1;
  // A list's summary counts them as well.
  if (accepted < size || answer.includes('"status":"rejected"'))
    throw new Error(`Not all accepted: ${answer.slice(0, 500)}`);
};

const LINES = 500;

/** One stream of lines, whose receipts are read meanwhile. Answers the seconds it took. */
export const sendLines = async (
  url: string,
  make: MadeUp,
  from: number,
  count: number,
  sent: (records: number) => void = () => undefined,
): Promise<number> => {
  const begun = performance.now();
  let receipts = 0;
  await new Promise<void>((resolve, reject) => {
    const posted = request(url, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } }, (response) => {
      readReceipts(response, (some) => sent((receipts += some))).then(resolve, reject);
    });
    pipeline(Readable.from(linesOf(make, from, count)), posted).catch(reject);
  });
  if (receipts !== count) throw new Error(`${count} lines sent, ${receipts} accepted.`);
  return (performance.now() - begun) / 1_000;
};

function* linesOf(make: MadeUp, from: number, count: number): Generator<string> {
  for (let at = from; at < from + count; at += LINES) {
    const size = Math.min(LINES, from + count - at);
    yield Array.from({ length: size }, (_, index) => `${JSON.stringify(make(at + index))}\n`).join('');
  }
}

const readReceipts = async (response: IncomingMessage, accepted: (some: number) => void): Promise<void> => {
  let rest = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${lines.join('\n') || rest}`);
    const refused = lines.find((line) => !line.includes('"status":"accepted"'));
    if (refused !== undefined) throw new Error(`Not accepted: ${refused}`);
    accepted(lines.length);
  }
};
