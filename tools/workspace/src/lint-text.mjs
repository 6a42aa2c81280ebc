// Lints a text as if it stood in the workspace: node lint-text.mjs FILE < TEXT, prints the messages as JSON.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const file = process.argv[2];
const eslint = new ESLint({
  cwd: new URL('../../../', import.meta.url).pathname,
  // The text is in no TypeScript project, so the rules that need types are left out.
  overrideConfig: [
    {
      files: ['**/*.ts'],
      ...tseslint.configs.disableTypeChecked,
      languageOptions: { parserOptions: { projectService: false, program: null, project: false } },
    },
  ],
});
const [result] = await eslint.lintText(await text(process.stdin), {
  filePath: file,
  warnIgnored: true,
});
process.stdout.write(
  JSON.stringify(result.messages.map(({ ruleId, message }) => ({ ruleId, message }))),
);
