// npm start: Clientele as a whole, installed and built first where that is needed.
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedEnvironment, pinnedNode, root, run } from './workspace.mjs';

/** 384 MB of heap leave room for buffers and code below 500 MB in all. */
const flags = ['--max-old-space-size=384', '--max-semi-space-size=16', '--enable-source-maps'];

// A terminal sends Ctrl-C to every process of its group, PostgreSQL included, which would be gone before the services
// that need it. So the services get a group of their own, and hear from us.
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

await main(async () => {
  await prepare();
  const leash = join(root, 'scripts', 'leash.mjs');
  const program = join(root, 'apps', 'standalone', 'dist', 'main.js');
  return run(pinnedNode, [...flags, '--import', leash, program, ...process.argv.slice(2)], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...pinnedEnvironment(), NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') },
    started: forwardSignals,
  });
});
