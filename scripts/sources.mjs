import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** The projects that have sources, e.g. `libs/contracts`. */
export const projects = () =>
  ['libs', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((project) => existsSync(join(root, project, 'src')));

/** A project's files that go into its build, relative to its `src`. */
export const sources = (project) =>
  readdirSync(join(root, project, 'src'), { recursive: true })
    .filter(
      (file) => !/\.(spec|suite|fixture|d)\.ts$/.test(file) && statSync(join(root, project, 'src', file)).isFile(),
    )
    .sort();

/** Changes when a source's content does; a new checkout of the same content stays built. */
export const fingerprint = (project) => {
  const hash = createHash('sha256').update(readFileSync(join(root, '.swcrc')));
  for (const file of sources(project))
    hash.update(`\0${file}\0`).update(readFileSync(join(root, project, 'src', file)));
  return hash.digest('hex');
};

/** Holds the fingerprint of what was built. */
export const stamp = (project) => join(root, project, 'dist', '.built-from');

export const isBuilt = (project) =>
  existsSync(stamp(project)) && readFileSync(stamp(project), 'utf8') === fingerprint(project);
