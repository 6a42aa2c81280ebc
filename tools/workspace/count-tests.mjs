// Adds up the results that the test runs left behind; fails if a test failed or none ran.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folders = [
  ...readdirSync('packages').map((name) => `packages/${name}`),
  'tools/workspace',
  'tools/interop',
  'tools/browser',
  'tools/examples',
  'tools/docs',
  'tools/packaging',
  'tools/registry',
  'tools/runtimes',
];
let passed = 0;
let failed = 0;
for (const folder of folders) {
  const file = `${folder}/test-results.json`;
  if (!existsSync(file)) {
    console.log(`${folder}: no results`);
    failed++;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  // A suite that could not be loaded counts as one failure: none of its tests ran.
  const failures = results.numFailedTests + results.numRuntimeErrorTestSuites;
  console.log(`${folder}: ${results.numPassedTests} passed, ${failures} failed`);
  passed += results.numPassedTests;
  failed += failures;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
