import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Pairs of fragmented files: one of video, one of audio. */
export const pairsFolder = fileURLToPath(new URL('../../../fixtures/fmp4', import.meta.url));

export const pairNames: readonly string[] = readdirSync(pairsFolder)
  .flatMap((name) => /^(.+)\.video\.mp4$/.exec(name)?.[1] ?? [])
  .sort();

export const kinds = ['video', 'audio'] as const;

export type Kind = (typeof kinds)[number];

export function pairFile(name: string, kind: Kind): string {
  return join(pairsFolder, `${name}.${kind}.mp4`);
}

/** Key of the encrypted pair, as its notes say. */
export const decryptionKey = '000102030405060708090a0b0c0d0e0f';

export function isEncrypted(name: string): boolean {
  return name === 'cenc';
}
