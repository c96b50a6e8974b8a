// npm run clientele -- <command>: the command line of apps/cli, run where it was called.
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedNode, root, run } from './workspace.mjs';

await main(async () => {
  await prepare();
  // Ctrl-C is the command's affair: it says how to go on, and its exit code is ours.
  process.on('SIGINT', () => {});
  const program = join(root, 'apps', 'cli', 'dist', 'main.js');
  return run(pinnedNode, [program, ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? process.cwd() });
});
