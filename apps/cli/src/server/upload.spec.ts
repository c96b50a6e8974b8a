import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Refusal } from './refusal.js';
import { ServerGone } from './server-gone.js';
import { upload } from './upload.js';

describe('upload', () => {
  let folder: string;
  let file: string;
  let server: HttpServer;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-upload-'));
    file = join(folder, 'file.csv');
    await writeFile(file, 'a,b\n1,2\n');
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const to = async (listener: RequestListener) => {
    server = createServer((request, response) => request.resume().once('end', () => listener(request, response)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/imports`;
    return upload<object>({ url, file, bytes: 8, contentType: 'text/csv', onSent: () => undefined });
  };

  it('answers with what the server said', async () => {
    expect(await to((_, response) => void response.writeHead(202).end('{"id":"1"}'))).toEqual({ id: '1' });
  });

  it('is for a later time where the server is still starting', async () => {
    await expect(to((_, response) => void response.writeHead(503).end('{}'))).rejects.toThrow(ServerGone);
  });

  it('is refused in the words of the server', async () => {
    const refused = to((_, response) => void response.writeHead(400).end('{"detail":"There is no column a."}'));
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toThrow('There is no column a.');
  });
});
