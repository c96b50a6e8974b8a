import type { Relay, WireConsumer } from '@clientele/messaging/kafka';
import type { ServiceTransport } from '../service-definition.js';

/** The wire as a transport of Nest's: it starts with `startAllMicroservices` and stops with the application. */
export class WireTransport implements ServiceTransport {
  readonly name = 'feeds';

  constructor(
    private readonly relay: Relay | undefined,
    private readonly consumer: WireConsumer,
  ) {}

  get problem(): unknown {
    return this.relay?.problem ?? this.consumer.problem;
  }

  listen(callback: () => void): void {
    this.relay?.start();
    this.consumer.start();
    callback();
  }

  async close(): Promise<void> {
    await Promise.all([this.relay?.close(), this.consumer.close()]);
  }
}
