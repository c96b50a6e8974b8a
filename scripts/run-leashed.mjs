import { join } from 'node:path';
import { pinnedEnvironment, pinnedNode, root, run } from './workspace.mjs';

/**
 * Runs one of our programs in the foreground. A terminal sends Ctrl-C to every process of its group, PostgreSQL included,
 * which would be gone before the services that need it. So the program gets a group of its own, and hears from us.
 */
export const runLeashed = (app, { flags = [], args = [] }) => {
  const leash = join(root, 'scripts', 'leash.mjs');
  const program = join(root, 'apps', app, 'dist', 'main.js');
  return run(pinnedNode, [...flags, '--enable-source-maps', '--import', leash, program, ...args], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...pinnedEnvironment(), NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') },
    started: forwardSignals,
  });
};

const forwardSignals = (child) => {
  const heard = new Map();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const repeated = Date.now() - (heard.get(signal) ?? -Infinity) < 500;
      heard.set(signal, Date.now());
      // npm passes on what the terminal has sent us already.
      if (!repeated) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  }
};
