import { dirname } from 'node:path';

/** Every app and library has the same targets, so none has to write them down. */
const targets = (project) => ({
  build: {
    command: `node scripts/build.mjs ${project}`,
    cache: true,
    inputs: ['sources', 'build tools'],
    outputs: ['{projectRoot}/dist'],
  },
  lint: { command: `eslint ${project}`, cache: true, inputs: ['types of all', 'lint tools'] },
  test: { command: `node scripts/test.mjs ${project}/ --passWithNoTests` },
});

export const name = 'clientele-targets';

export const createNodesV2 = [
  '{apps,libs}/*/package.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: targets(dirname(file)) } } }]),
];
