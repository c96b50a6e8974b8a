import { createReadStream } from 'node:fs';
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { refusal } from './refusal.js';
import { refuseNotNow, ServerGone } from './server-gone.js';

export interface FileUpload {
  readonly url: string;
  readonly file: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Bytes handed over so far. */
  readonly onSent: (bytes: number) => void;
}

/** Streams a file to the server, in constant memory; answers with what the server said. */
export const upload = async <T>({ url, file, bytes, contentType, onSent }: FileUpload): Promise<T> => {
  const { origin } = new URL(url);
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const outgoing = send(url, { method: 'POST', headers: { 'content-type': contentType, 'content-length': bytes } });
  const answer = answerTo(outgoing);
  // A refusal may come before all is sent. It is what counts then, and not that the sending broke off.
  const sent = pipeline(createReadStream(file), counting(onSent), outgoing).catch(() => undefined);
  try {
    const response = await answer;
    const body = await text(response);
    const status = response.statusCode ?? 500;
    refuseNotNow(origin, status);
    if (status >= 400) throw refusal(status, body);
    await sent;
    return JSON.parse(body) as T;
  } catch (error) {
    throw isOfConnection(error) ? new ServerGone(origin, error.message) : error;
  } finally {
    outgoing.destroy();
  }
};

const answerTo = (outgoing: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
  });

const counting = (onSent: (bytes: number) => void): Transform => {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      onSent(total);
      done(null, chunk);
    },
  });
};

const isOfConnection = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && /^(E[A-Z]+|UND_ERR_\w+|HPE_\w+)$/.test(String(error.code));
