import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { SubscriptionHost } from './subscription-host.js';

/** The subscriptions as a transport of Nest's: they start with `startAllMicroservices` and stop with the application. */
export class SubscriptionTransport implements CustomTransportStrategy {
  constructor(private readonly host: SubscriptionHost) {}

  listen(callback: (error?: unknown) => void): void {
    this.host.start().then(() => callback(), callback);
  }

  close(): Promise<void> {
    return this.host.stop();
  }
}
