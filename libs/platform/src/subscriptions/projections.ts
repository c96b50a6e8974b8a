import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import type { Reaction, View } from '@clientele/event-sourcing';
import { SubscriptionHost } from './subscription-host.js';

/** Module providers that hand views and reactions to the {@link SubscriptionHost}; they are injectables like others. */
export const projections = (...classes: Type<View | Reaction>[]): Provider[] => {
  const registration: FactoryProvider = {
    provide: Symbol('projections'),
    inject: [SubscriptionHost, ...classes],
    useFactory: (host: SubscriptionHost, ...instances: (View | Reaction)[]) => {
      for (const instance of instances) host.register(instance);
      return instances.map(({ name }) => name);
    },
  };
  return [...classes, registration];
};
