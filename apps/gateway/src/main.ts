import { Config } from '@clientele/platform/config';
import { runProgram } from '@clientele/platform/installation';
import { startGateway } from './start-gateway.js';

runProgram({
  name: 'The gateway of Clientele',
  start: () => startGateway(Config.fromEnvironment()),
  announce: ({ url, upstreams }) => [
    `  Services   ${[...upstreams].map(([name, urls]) => `${url}/${name}/v1 -> ${urls.join(', ')}`).join('\n             ')}`,
    `  API        ${url}/docs`,
    `  Health     ${url}/health/ready`,
  ],
});
