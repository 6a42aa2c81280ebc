import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of every file below a folder, by its path; a folder that does not exist has none. */
export async function fileHashes(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  if (!existsSync(folder)) return hashes;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    hashes.set(relative(folder, file), hash.digest('hex'));
  }
  return hashes;
}

/** What differs between two folders, in words; undefined if nothing does. */
export function difference(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): string | undefined {
  for (const [file, hash] of expected) {
    if (!found.has(file)) return `${file} is missing`;
    if (found.get(file) !== hash) return `${file} has other content`;
  }
  for (const file of found.keys()) if (!expected.has(file)) return `${file} is there too`;
  return undefined;
}

/** @throws if the folders differ */
export function requireSame(
  what: string,
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): void {
  const text = difference(found, expected);
  if (text !== undefined) throw new Error(`${what}: ${text}`);
}
