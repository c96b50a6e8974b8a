import { SERVICE_NAMES } from '../service-names.js';
import type { EnvironmentReader } from './environment-reader.js';

/** `CLIENTELE_INTAKE_URL` and so on: where the processes of each service are; several separated by commas. */
export const readServiceUrls = (read: EnvironmentReader): ReadonlyMap<string, readonly string[]> =>
  new Map(SERVICE_NAMES.flatMap((service) => urlsOf(read, service)));

const urlsOf = (read: EnvironmentReader, service: string): (readonly [string, string[]])[] => {
  const name = `CLIENTELE_${service.toUpperCase()}_URL`;
  const urls = read.list(name, `addresses like http://${service}:3000, without user or query`, isUsable);
  if (urls.length === 0) return [];
  return [[service, urls.map((url) => url.replace(/\/+$/, ''))]];
};

/** `fetch` takes no address with a user in it; a query would swallow the path. */
const isUsable = (text: string): boolean => {
  const url = URL.parse(text);
  return /^https?:$/.test(url?.protocol ?? '') && !/[@?#]/.test(text);
};
