import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** The scripts run on whatever Node there is, before anything is installed: they use Node's own modules only. */
export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

const binaries = join(root, 'node_modules', '.bin');

/** The Node that package.json pins, so that everything runs on one version whatever is installed. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The environment in which `node` is the pinned one, for children of children as well. */
export const pinnedEnvironment = () => ({ ...process.env, PATH: [binaries, otherPaths()].join(delimiter) });

/** The environment without our own binaries: npm replaces them, so it must not run on them. */
export const plainEnvironment = () => ({ ...process.env, PATH: otherPaths() });

const otherPaths = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((path) => path !== binaries)
    .join(delimiter);

/** Runs a program in the root folder, sharing our terminal; answers with its exit code (128 + n for signal n). */
export const run = (command, args, options = {}) =>
  new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: pinnedEnvironment(), ...options });
    child.once('error', failed);
    child.once('close', (code, signal) => done(signal ? 128 + constants.signals[signal] : code));
    options.started?.(child);
  });

/** For the top of a script: an error in words instead of a stack, and the exit code of what was run. */
export const main = async (work) => {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};
