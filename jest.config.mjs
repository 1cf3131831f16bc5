/** Native ESM: run with NODE_OPTIONS=--experimental-vm-modules (npm test does). swc only strips types, as Node does. */

const swc = (jsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', tsx: jsx },
      ...(jsx ? { transform: { react: { runtime: 'automatic' } } } : {}),
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const shared = {
  transform: { '\\.tsx$': swc(true), '\\.ts$': swc(false) },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.*/dist-types/', '<rootDir>/.data/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/dist-types/', '/.data/'],
};

const realStores = {
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
};

const backend = ['<rootDir>/libs', '<rootDir>/services'];

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Tests wait for conditions, not for time: the limit only has to be far above what a busy machine needs.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: [...backend, '<rootDir>/load-tests', '<rootDir>/charts'],
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.int\\.test\\.ts$', '\\.browser\\.test\\.ts$'],
    },
    {
      ...shared,
      ...realStores,
      displayName: 'int',
      roots: backend,
      testMatch: ['**/*.int.test.ts'],
    },
    {
      ...shared,
      displayName: 'frontend',
      roots: ['<rootDir>/frontend'],
      testMatch: ['**/*.test.ts', '**/*.test.tsx'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.browser\\.test\\.ts$'],
      testEnvironment: 'jest-fixed-jsdom',
      moduleNameMapper: {
        '\\.(css|svg|png|woff2?)$': '<rootDir>/libs/testing/jest/empty-asset.mjs',
        '^@fontsource.*$': '<rootDir>/libs/testing/jest/empty-asset.mjs',
      },
    },
    {
      ...shared,
      ...realStores,
      displayName: 'browser',
      roots: [...backend, '<rootDir>/frontend'],
      testMatch: ['**/*.browser.test.ts'],
    },
  ],
};
