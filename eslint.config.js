import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import * as banned from './tools/lint/banned-imports.js';
import { erasable } from './tools/lint/erasable.js';
import * as boundaries from './tools/lint/module-boundaries.js';
import { pureAggregate } from './tools/lint/pure-aggregate.js';

// Nx's rule reads the graph of projects from a cache, and looks at nothing where there is none, as on a fresh clone.
await createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });

const off = (...rules) => Object.fromEntries(rules.map((rule) => [`@typescript-eslint/${rule}`, 'off']));

/** Suites are run by specs, and fixtures used by them. */
const specs = ['**/*.spec.ts', '**/*.suite.ts', '**/*.fixture.ts'];

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/.dist-*/', '.clientele/', '.nx/', 'coverage/', 'bench/results/', 'tools/lint/fixtures/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, prettier],
    plugins: { '@nx': nx, clientele: { rules: { 'pure-aggregate': pureAggregate } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries.ofSources,
      ...banned.everywhere,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: ['URL', 'URLSearchParams'] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The port of SQL leaves a row's shape to the query, and JSON is what it is: `any` may come in, but nobody may write it.
      ...off(
        'no-unsafe-argument',
        'no-unsafe-assignment',
        'no-unsafe-call',
        'no-unsafe-member-access',
        'no-unsafe-return',
      ),
      // What is not known turned to text is how foreign errors are told.
      ...off('no-base-to-string'),
      // A port answers with a promise, also where an adapter need not wait.
      ...off('require-await'),
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 40],
    },
  },
  { files: ['libs/{contracts,event-sourcing,privacy}/**/*.ts'], rules: banned.belowPlatform },
  { files: ['libs/messaging/**/*.ts'], rules: banned.inMessaging },
  { files: ['apps/*/src/**/*.ts'], rules: { 'clientele/pure-aggregate': 'error' } },
  { files: ['bench/**/*.ts'], rules: erasable },
  { files: specs, rules: boundaries.ofSpecs },
  {
    files: [...specs, '**/migrations/*.ts', 'libs/testing/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
);
