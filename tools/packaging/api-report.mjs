// Writes down the public surface of the package in the working directory, one report for each entry:
//   api-report.mjs          fails if api/*.api.md is not what the types say, or something is undocumented
//   api-report.mjs --local  brings api/*.api.md up to date
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const { values: options } = parseArgs({ options: { local: { type: 'boolean', default: false } } });
const projectFolder = process.cwd();
const { name, exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Messages that fail the run; what is not named here is no fault of the public surface. */
const faults = [
  'ae-undocumented',
  'ae-incompatible-release-tags',
  'ae-cyclic-inherit-doc',
  'ae-unresolved-inheritdoc-reference',
];

mkdirSync('api', { recursive: true });
for (const [entry, { types }] of Object.entries(entries)) {
  if (types === undefined) continue;
  const reportFileName = [name.split('/').at(-1), ...entry.split('/').slice(1)].join('-');
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: resolve(types),
      compiler: { tsconfigFilePath: resolve('tsconfig.lib.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${reportFileName}.api.md`,
        reportFolder: resolve('api'),
        reportTempFolder: resolve('../../node_modules/.cache/api-report'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'none' },
          ...Object.fromEntries(faults.map((id) => [id, { logLevel: 'error' }])),
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
  });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: options.local,
    messageCallback(message) {
      // The report is compared here, and the advice below is this workspace's own.
      if (message.messageId.startsWith('console-')) message.logLevel = 'none';
    },
  });
  const isStale = apiReportChanged && !options.local;
  console.log(
    `${reportFileName}: ${errorCount} faults, report ${apiReportChanged ? 'changed' : 'up to date'}`,
  );
  if (isStale) console.log(`  hint: npx nx run-many -t api --local, and look at the difference`);
  if (errorCount > 0 || isStale) process.exitCode = 1;
}
