import { SERVICE_NAMES } from '../service-names.js';
import type { EnvironmentReader } from './environment-reader.js';

/** `CLIENTELE_INTAKE_URL` and so on: where the processes of each service are; several separated by commas. */
export const readServiceUrls = (read: EnvironmentReader): ReadonlyMap<string, readonly string[]> =>
  new Map(SERVICE_NAMES.flatMap((service) => urlsOf(read, service)));

const urlsOf = (read: EnvironmentReader, service: string): (readonly [string, string[]])[] => {
  const name = `CLIENTELE_${service.toUpperCase()}_URL`;
  const urls = read.list(name);
  if (!urls || urls.length === 0) return [];
  for (const url of urls) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      read.refuse(`${name} must look like http://${service}:3000, several separated by commas; it has "${url}".`);
    }
  }
  return [[service, urls.map((url) => url.replace(/\/+$/, ''))]];
};
