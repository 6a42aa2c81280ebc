import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The example that a README begins with. */
export interface ReadmeExample {
  readonly language: string;
  readonly code: string;
  /** What it prints, as the comments behind and below its `console.log` say; empty if they say nothing. */
  readonly printedLines: readonly string[];
}

/** Finds the first block of code in a package's README. */
export function readmeExample(packageFolder: string): ReadmeExample {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const [, language, code] = /^```(\w+)\n(.*?)^```$/ms.exec(readme) ?? [];
  if (language === undefined || code === undefined) {
    throw new Error(`the README of ${packageFolder} has no example`);
  }
  const printed = code.matchAll(/^ *console\.log\(.*\);(?: \/\/ (.+)|\n\/\/ (.+))$/gm);
  return {
    language,
    code,
    printedLines: [...printed].map(([, behind, below]) => behind ?? below ?? ''),
  };
}
