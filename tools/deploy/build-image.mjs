import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ignoredBy } from './docker-context.ts';
import { assignments, parseDockerfile, words } from './dockerfile.ts';

/** Says what it does, with how long it took. */
const timed = (what, work) => {
  const began = performance.now();
  const result = work();
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
};

/** A copy of what the builder would get of `root`. */
export const copyContext = (root, target) => {
  const ignored = ignoredBy(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const copy = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      // A rule may take in again what is below a folder that is left out, but never below these, which are large.
      if (entry.isDirectory() && !['node_modules', '.git', 'dist'].includes(entry.name)) copy(path);
      else if (entry.isFile() && !ignored(path)) cpSync(join(root, path), join(target, path));
    }
  };
  copy('');
};

/**
 * Runs the Dockerfile's steps in plain folders, one for each stage, which stands for `/` in there, without a base image:
 * what a RUN line calls is this machine's. Answers with the last stage.
 */
export const buildImage = ({ dockerfile, context, folder }) => {
  const stages = new Map();
  let last;
  for (const { name, instructions } of parseDockerfile(dockerfile)) {
    last = { root: join(folder, name), workdir: '/', env: {}, context, stages };
    mkdirSync(last.root, { recursive: true });
    for (const instruction of instructions) perform(last, name, instruction);
    stages.set(name, last);
  }
  return last;
};

const perform = (stage, name, { keyword, flags, text }) => {
  const step = steps[keyword];
  if (!step)
    throw new Error(`${keyword} in the Dockerfile is not known here: teach tools/deploy/build-image.mjs what it does.`);
  step(stage, text, flags, name);
};

const nothing = () => {};

const steps = {
  ARG: nothing,
  LABEL: nothing,
  EXPOSE: nothing,
  ENV: (stage, text) => Object.assign(stage.env, Object.fromEntries(assignments(text))),
  USER: (stage, text) => (stage.user = text),
  HEALTHCHECK: (stage, text) => (stage.healthcheck = words(text.replace(/^CMD/, ''))),
  ENTRYPOINT: (stage, text) => (stage.entrypoint = words(text)),
  CMD: (stage, text) => (stage.command = words(text)),
  WORKDIR: (stage, text) => {
    stage.workdir = text;
    mkdirSync(join(stage.root, text), { recursive: true });
  },
  COPY: (stage, text, flags) => {
    const sources = words(text);
    const target = sources.pop();
    const from = stage.stages.get(flags.get('from'));
    // What of a stage could not be run here is not there to be copied.
    if (from?.isIncomplete) return console.log(`left out likewise: COPY ${text}`);
    for (const source of sources) copyInto(stage, from ? join(from.root, source) : join(stage.context, source), target);
  },
  RUN: (stage, text, flags, name) => {
    if (!text.startsWith('apt-get')) return timed(`${name}: ${text}`, () => run(stage, text));
    stage.isIncomplete = true;
    console.log(`${name}: left out, it would change this machine: ${text}`);
  },
};

const copyInto = (stage, source, target) => {
  const into = target.startsWith('/') ? join(stage.root, target) : join(stage.root, stage.workdir, target);
  // A folder's content is copied; a file as a file of that name, or into the folder.
  const isInto = !lstatSync(source).isDirectory() && target.endsWith('/');
  mkdirSync(dirname(into), { recursive: true });
  cpSync(source, isInto ? join(into, basename(source)) : into, { recursive: true, verbatimSymlinks: true });
};

const run = (stage, text) => {
  if (/(^|\s)\//.test(text))
    throw new Error(`A RUN line with an absolute path cannot be run outside of a container: ${text}`);
  const { status } = spawnSync('sh', ['-ec', text], {
    cwd: join(stage.root, stage.workdir),
    env: { ...process.env, ...stage.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`This step of the Dockerfile failed with ${status}: ${text}`);
};

/** For a user who is not root, as in a container; temporary folders are their owner's alone. */
export const openToAll = (folder) => chmodSync(folder, 0o755);
