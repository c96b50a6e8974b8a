const libs = 'event-sourcing|messaging|contracts|privacy|platform|testing';
const apps = 'intake|customers|interactions|segmentation|analytics|standalone|cli|gateway|cluster';

/** One Jest for the whole workspace: TypeScript by SWC, modules as ES modules. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/bench'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    [`^@clientele/(${libs})$`]: '<rootDir>/libs/$1/src/index.ts',
    '^@clientele/platform/(bootstrap|config|embedded-postgres|installation|site|telemetry)$':
      '<rootDir>/libs/platform/src/$1/index.ts',
    [`^@clientele/(${apps})$`]: '<rootDir>/apps/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
  maxWorkers: 2,
  // Only what hangs shall end so: how long a thing takes is the affair of the benchmarks.
  testTimeout: 120_000,
};
