// npm test [-- what Jest takes]: installs and builds first where that is needed.
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedEnvironment, pinnedNode, root, run } from './workspace.mjs';

await main(async () => {
  await prepare();
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return run(pinnedNode, [...flags, jest, ...process.argv.slice(2)], {
    env: { ...pinnedEnvironment(), NODE_OPTIONS: flags.join(' ') },
  });
});
