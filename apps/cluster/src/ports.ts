import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EXIT, StartError } from '@clientele/platform/installation';

/** Where those look for Kafka who are not told otherwise. */
const KAFKA_PORT = 9092;
const LAST = 65_535;

/** Gives out ports of the loopback interface that nobody listens on, each once. */
export class Ports {
  private constructor(
    private candidate: number,
    private readonly isAnywhere: boolean,
  ) {}

  /** Those that follow the gateway's. Where that is a free one, any below those that the system gives to callers. */
  static after(gateway: number): Ports {
    return gateway === 0 ? new Ports(randomInt(20_000, 31_000), true) : new Ports(gateway + 1, false);
  }

  /** @throws StartError where none is left */
  async next(): Promise<number> {
    while (this.candidate <= LAST) {
      const port = this.candidate++;
      if (await isFree(port)) return port;
    }
    throw new StartError(
      EXIT.configuration,
      `No port is free from PORT to ${LAST}. Choose a lower one, e.g. PORT=3000.`,
    );
  }

  async forKafka(): Promise<number> {
    return !this.isAnywhere && (await isFree(KAFKA_PORT)) ? KAFKA_PORT : this.next();
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
