import { randomUUID } from 'node:crypto';
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

export interface ProcessAbout {
  readonly service: string;
  readonly version: string;
}

const instance = randomUUID();

/** What all spans and metrics of this process have in common; OTEL_RESOURCE_ATTRIBUTES adds to it. */
export const processResource = ({ service, version }: ProcessAbout): Resource =>
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
