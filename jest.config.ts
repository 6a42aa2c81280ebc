import type { Config } from 'jest';

/** One configuration for every package: each runs it with its own folder as `--rootDir`. */
const config: Config = {
  testEnvironment: 'node',
  // Generous: a test here fails on what it finds, never on how long a busy machine takes.
  testTimeout: 120_000,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFiles: ['<rootDir>/../../jest.seed.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/../../tsconfig.jest.json' }],
  },
  testEnvironmentOptions: { customExportConditions: ['@voxmux/source', 'node', 'node-addons'] },
};

export default config;
