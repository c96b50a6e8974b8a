/** Injects the service's {@link TransactionalEventStore}. */
export const EVENT_STORE = Symbol('EVENT_STORE');
/** Injects the {@link ServiceDefinition} of the running service. */
export const SERVICE = Symbol('SERVICE');
/** Injects the feeds of other services by name: `ReadonlyMap<string, Feed>`. */
export const FEEDS = Symbol('FEEDS');
/** Injects the process's pino logger. */
export const LOGGER = Symbol('LOGGER');
