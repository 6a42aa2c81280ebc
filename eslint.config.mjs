import nx from '@nx/eslint-plugin';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import jsoncParser from 'jsonc-eslint-parser';
import { readFileSync } from 'node:fs';
import tseslint from 'typescript-eslint';

/** What the command line's bundle contains is declared for development: nobody has to install it. */
const { devDependencies: bundled } = JSON.parse(
  readFileSync(new URL('packages/muxer-cli/package.json', import.meta.url), 'utf8'),
);

/** What a package imports it has to declare, and the other way round. */
const dependencyChecks = {
  buildTargets: ['build'],
  ignoredFiles: [
    '{projectRoot}/**/*.spec.ts',
    '{projectRoot}/**/*.testkit.ts',
    '{projectRoot}/**/testing/**',
  ],
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/.nx/', '**/node_modules/', 'fixtures/', 'out/', '**/coverage/']),
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          // Tools measure with the simulated recordings that the tests use; they are not published.
          // `#libopus` is a package's own module that differs by platform (`imports` in package.json).
          allow: ['../packages/wal-reader/dist/testing/index.js', '#libopus'],
          depConstraints: [
            // The libraries are independent: none imports another.
            {
              sourceTag: 'layer:library',
              onlyDependOnLibsWithTags: [],
            },
            { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['layer:library'] },
            {
              sourceTag: 'layer:example',
              onlyDependOnLibsWithTags: ['layer:library', 'layer:app'],
            },
            { sourceTag: 'layer:tools', onlyDependOnLibsWithTags: ['layer:library', 'layer:app'] },
          ],
        },
      ],
    },
  },
  {
    // Isomorphic code: what needs Node stands behind a `node` entry.
    files: ['packages/{isobmff,timecode,bwav,opus-silence,wal-reader}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'packages/wal-reader/src/node/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^node:',
              message: 'The libraries run in browsers too; Node belongs behind ./node.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'Buffer', 'process', '__dirname', 'require'],
    },
  },
  {
    // The root configuration of Jest is loaded as CommonJS and has to export a default.
    files: ['jest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['packages/*/package.json'],
    languageOptions: { parser: jsoncParser },
    plugins: { '@nx': nx },
    rules: {
      '@nx/dependency-checks': ['error', dependencyChecks],
    },
  },
  {
    files: ['packages/muxer-cli/package.json'],
    rules: {
      '@nx/dependency-checks': [
        'error',
        { ...dependencyChecks, ignoredDependencies: Object.keys(bundled) },
      ],
    },
  },
);
