import { ConfigError, type Config } from '@clientele/platform/config';
import { SERVICE_NAMES, type ServiceName } from '@clientele/platform/site';

/** The base URLs of each service's replicas, in the order in which the services are shown. */
export type Upstreams = ReadonlyMap<ServiceName, readonly string[]>;

/** @throws ConfigError where it is not said where a service is */
export const upstreamsOf = ({ serviceUrls }: Config): Upstreams => {
  const missing = SERVICE_NAMES.filter((name) => !serviceUrls.has(name));
  if (missing.length > 0) throw new ConfigError(missing.map(inWords));
  return new Map(SERVICE_NAMES.map((name) => [name, serviceUrls.get(name) ?? []]));
};

const inWords = (service: ServiceName): string =>
  `CLIENTELE_${service.toUpperCase()}_URL must say where ${service} is, e.g. http://${service}:3000; several replicas ` +
  'are separated by commas.';
