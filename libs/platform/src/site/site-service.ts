import type { ServiceName } from '../service-names.js';

/** What the site knows of a service, wherever it runs. */
export interface SiteService {
  readonly name: ServiceName;
  /** One sentence. */
  description(): string | Promise<string>;
  /** Its OpenAPI document, as JSON. */
  document(): string | Promise<string>;
  state(): Promise<ServiceState>;
}

export interface ServiceState {
  readonly isReady: boolean;
  /** `ready`, or what is wrong. */
  readonly words: string;
}
