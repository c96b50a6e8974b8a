// npm test [-- what Jest takes]: installs and builds first where that is needed.
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedEnvironment, pinnedNode, root, run } from './workspace.mjs';

/** Clusters of up to ten processes and a Kafka, that run after the other specs and one at a time: beside others, none gets on. */
const CLUSTERS = ['apps/cluster/', 'bench/'];

const asked = process.argv.slice(2);
const others = ['/node_modules/', '/dist/', ...CLUSTERS].flatMap((path) => ['--testPathIgnorePatterns', path]);
const runs = asked.length > 0 ? [asked] : [others, ['--runInBand', ...CLUSTERS]];

await main(async () => {
  await prepare();
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  let failed = 0;
  for (const args of runs) {
    const code = await run(pinnedNode, [...flags, jest, ...args], {
      env: { ...pinnedEnvironment(), NODE_OPTIONS: flags.join(' ') },
    });
    failed ||= code;
  }
  return failed;
});
