import { Config } from '@clientele/platform/config';
import { runProgram } from '@clientele/platform/installation';
import { startStandalone } from './start-standalone.js';

runProgram({
  name: 'Clientele',
  start: () => startStandalone(Config.fromEnvironment()),
  announce: ({ url, place, services }) => [
    `  Services   ${services.map((name) => `${url}/${name}/v1`).join('\n             ')}`,
    `  API        ${url}/docs`,
    `  Health     ${url}/health/ready`,
    `  Data       ${place}`,
  ],
});
