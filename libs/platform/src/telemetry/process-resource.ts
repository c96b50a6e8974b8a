import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';

const instance = randomUUID();
/** All parts of the house have one version. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What all spans and metrics of this process have in common; OTEL_RESOURCE_ATTRIBUTES adds to it. */
export const processResource = (service: string): Resource =>
  defaultResource()
    .merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAMESPACE]: 'clientele',
        [ATTR_SERVICE_NAME]: service,
        [ATTR_SERVICE_VERSION]: version,
        [ATTR_SERVICE_INSTANCE_ID]: instance,
      }),
    )
    .merge(detectResources({ detectors: [envDetector] }));
