import { Config } from '../config/config.js';
import { runProgram } from '../installation/program.js';
import type { ServiceDefinition } from '../service-definition.js';
import { startService } from './start-service.js';

/** The whole of a service's `main.ts`: runs it as a process of its own, with Kafka as the wire to the others. */
export const bootstrap = (definition: ServiceDefinition): void =>
  runProgram({
    name: `Clientele's ${definition.name}`,
    start: () => startService(definition, Config.fromEnvironment()),
    announce: ({ url }) => [`  Service    ${url}/${definition.name}/v1`, `  Health     ${url}/health/ready`],
  });
