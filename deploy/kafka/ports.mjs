import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const tryToListen = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });

/** Below those that the system gives to outgoing connections, one of which could take it before the broker listens. */
export const freePort = async () => {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (!(await tryToListen(port))) return port;
  }
};

/** @throws in words where somebody else listens there. */
export const checkFree = async (port) => {
  const error = await tryToListen(port);
  if (error)
    throw new Error(
      `Kafka cannot listen on 127.0.0.1:${port}: ${error.code === 'EADDRINUSE' ? 'another program does' : error.message}. Stop that one, or choose another port (npm run kafka -- --port 9192).`,
    );
};
