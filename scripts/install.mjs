import { statSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { pinnedNode, plainEnvironment, root, run } from './workspace.mjs';

/** Installs what package-lock.json names, unless that has been done since it last changed. */
export const ensureInstalled = async () => {
  if (isInstalled()) return;
  await exclusively('installing', async () => {
    if (!isInstalled()) await install();
  });
};

// npm writes its own copy of the lock file last, so a broken-off install has none.
const isInstalled = () =>
  changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json') &&
  statSync(pinnedNode, quiet) !== undefined;

const quiet = { throwIfNoEntry: false };
const changedAt = (path) => statSync(join(root, path), quiet)?.mtimeMs ?? 0;

const install = async () => {
  console.error(
    'Installing the packages that package-lock.json names (npm ci); this takes a minute the first time ...',
  );
  const started = Date.now();
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: plainEnvironment(),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (code !== 0)
    throw new Error('npm ci failed; its words above say why. Mend that, then run the same command again.');
  if (!statSync(pinnedNode, quiet))
    throw new Error(`npm ci left no ${pinnedNode}: were install scripts switched off (ignore-scripts)?`);
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
};
