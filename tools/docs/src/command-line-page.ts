import { rootFolder } from './page-blocks.js';
import { voxmux } from './run-program.js';

const INTRODUCTION = `# Command line

Every command prints this with \`--help\`. Results go to standard output, progress and errors to standard error. Exit code
0 is success, 1 failure, 2 wrong usage; after Ctrl-C the process ends by that signal. With \`--json\` standard output holds
one object and nothing else.
`;

/** The commands that `voxmux --help` lists. */
export function commandNames(): readonly string[] {
  const names = [...helpOf().matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

/** The page `command-line.md` as the built command line has it. */
export function commandLinePage(): string {
  const section = (words: readonly string[]): string =>
    `\n## ${['voxmux', ...words].join(' ')}\n\n\`\`\`text\n${helpOf(...words).trim()}\n\`\`\`\n`;
  return INTRODUCTION + [[], ...commandNames().map((name) => [name])].map(section).join('');
}

function helpOf(...words: string[]): string {
  return voxmux([...words, '--help'], rootFolder).stdout;
}
