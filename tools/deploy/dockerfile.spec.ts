import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { brokenRules } from './dockerfile-rules.js';
import { assignments, parseDockerfile, words } from './dockerfile.js';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const dockerfile = read('Dockerfile');

describe('Dockerfile', () => {
  it('breaks no rule of the house', () => {
    expect(brokenRules(dockerfile)).toEqual([]);
  });

  it.each<[string, string | RegExp, string]>([
    ['begins each stage from an image of one version', /^ARG NODE_IMAGE=.*$/m, 'ARG NODE_IMAGE=node:latest'],
    ['begins each stage from an image of one version', 'FROM ${NODE_IMAGE} AS build', 'FROM node AS build'],
    ['runs as a user with a number who is not root', 'USER 1000:1000', ''],
    ['runs as a user with a number who is not root', 'USER 1000:1000', 'USER 1000:1000\nUSER 0:0'],
    ['runs as a user with a number who is not root', 'USER 1000:1000', 'USER node'],
    ['has tini as its first process', '["tini", "--", "node"]', '["node"]'],
    ['passes signals on: no shell around it', 'CMD ["apps/gateway/dist/main.js"]', 'CMD apps/gateway/dist/main.js'],
    ['has a health check by Node', /^HEALTHCHECK.*$/m, ''],
    ['has a health check by Node', /^HEALTHCHECK.*$/m, 'HEALTHCHECK NONE'],
    ['has a health check by Node', 'CMD ["node", "health.mjs"]', 'CMD ["curl", "localhost:3000"]'],
    ['says which port it serves', /^EXPOSE.*$/m, ''],
    ['says what it is', 'image.licenses', 'image.licence'],
    ['runs nothing in the last stage', 'USER 1000:1000', 'RUN npm cache clean\nUSER 1000:1000'],
    ['copies into the last stage by name', 'COPY LICENSE', 'COPY . .\nCOPY LICENSE'],
    ['gives nobody its files', 'COPY --from=build /clientele/apps', 'COPY --chown=node --from=build /clientele/apps'],
    ['installs what the lock names', 'npm ci --ignore-scripts', 'npm install --ignore-scripts'],
    ['takes its packages from where only those that run are', 'COPY --from=packages', 'COPY --from=build'],
    ['takes its packages from where only those that run are', '--omit=dev', ''],
    ['has no secret in it', 'ENV NODE_ENV=production', 'ENV CLIENTELE_IDENTITY_SECRET=geheim'],
  ])('would be seen not to be one that %s (%#)', (rule, right, wrong) => {
    const broken = dockerfile.replace(right, wrong);
    expect(broken).not.toBe(dockerfile);
    expect(brokenRules(broken)).toContain(rule);
  });

  it('has the Node that package.json pins', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: { node: string } };
    expect(parseDockerfile(dockerfile).map(({ from }) => from.split('-')[0])).toEqual(
      parseDockerfile(dockerfile).map(() => `node:${dependencies.node}`),
    );
  });

  it('has the version of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
  });
});

describe('reading a Dockerfile', () => {
  it('knows stages, arguments in FROM, flags, and lines that go on', () => {
    const [first, second] = parseDockerfile(
      [
        'ARG BASE=node:1',
        'FROM ${BASE} AS a',
        'RUN --mount=type=cache,target=/x \\',
        '  # why',
        '  npm ci --y',
        'FROM a',
        'USER 1',
      ].join('\n'),
    );
    expect(first).toMatchObject({ name: 'a', from: 'node:1' });
    expect(first?.instructions).toEqual([
      { keyword: 'RUN', flags: new Map([['mount', 'type=cache,target=/x']]), text: 'npm ci --y' },
    ]);
    expect(second).toMatchObject({ name: '1', from: 'a' });
  });

  it('takes words and values apart', () => {
    expect(words('["a", "b c"]')).toEqual(['a', 'b c']);
    expect(words(' a  b ')).toEqual(['a', 'b']);
    expect(Object.fromEntries(assignments('A=1 B="two words" c.d=e'))).toEqual({ A: '1', B: 'two words', 'c.d': 'e' });
  });
});
