import { assignments, parseDockerfile, words, type Stage } from './dockerfile.js';

type Rule = [words: string, holds: (last: Stage, all: readonly Stage[]) => boolean];

const textsOf = (stage: Stage, keyword: string): string[] =>
  stage.instructions.filter((each) => each.keyword === keyword).map(({ text }) => text);

const lastOf = (stage: Stage, keyword: string): string => textsOf(stage, keyword).at(-1) ?? '';

const allRuns = (stages: readonly Stage[]): string[] => stages.flatMap((stage) => textsOf(stage, 'RUN'));

const RULES: Rule[] = [
  [
    'begins each stage from an image of one version',
    (_, all) => all.every(({ from }) => /:\d+\.\d+\.\d+/.test(from) || all.some(({ name }) => name === from)),
  ],
  ['runs as a user with a number who is not root', (last) => /^[1-9]\d*:[1-9]\d*$/.test(lastOf(last, 'USER'))],
  ['has tini as its first process', (last) => words(lastOf(last, 'ENTRYPOINT')).slice(0, 2).join(' ') === 'tini --'],
  [
    'passes signals on: no shell around it',
    (last) => ['ENTRYPOINT', 'CMD'].every((each) => lastOf(last, each).startsWith('[')),
  ],
  ['has a health check by Node', (last) => /^CMD \["node", /.test(lastOf(last, 'HEALTHCHECK'))],
  ['says which port it serves', (last) => lastOf(last, 'EXPOSE') !== ''],
  [
    'says what it is',
    (last) => {
      const labels = assignments(textsOf(last, 'LABEL').join(' '));
      return ['title', 'description', 'licenses', 'version', 'revision'].every((each) =>
        labels.has(`org.opencontainers.image.${each}`),
      );
    },
  ],
  ['runs nothing in the last stage', (last) => textsOf(last, 'RUN').length === 0],
  ['copies into the last stage by name', (last) => textsOf(last, 'COPY').every((text) => words(text)[0] !== '.')],
  ['gives nobody its files', (last) => last.instructions.every(({ flags }) => !flags.has('chown'))],
  ['installs what the lock names', (_, all) => allRuns(all).every((run) => !/npm (install|i|add)\b/.test(run))],
  [
    'takes its packages from where only those that run are',
    (last, all) => {
      const copy = last.instructions.find(({ keyword, text }) => keyword === 'COPY' && text.includes('node_modules'));
      const from = all.find(({ name }) => name === copy?.flags.get('from'));
      return from !== undefined && textsOf(from, 'RUN').some((run) => /npm ci .*--omit=dev/.test(run));
    },
  ],
  [
    'has no secret in it',
    (_, all) =>
      all.every((stage) =>
        [...textsOf(stage, 'ENV'), ...textsOf(stage, 'ARG')].every((text) => !/SECRET|PASSWORD|TOKEN/.test(text)),
      ),
  ],
];

/** What the house wants of its image and does not find in this Dockerfile. */
export const brokenRules = (dockerfile: string): string[] => {
  const stages = parseDockerfile(dockerfile);
  const last = stages.at(-1);
  if (!last) return ['has a stage'];
  return RULES.filter(([, holds]) => !holds(last, stages)).map(([words]) => words);
};
