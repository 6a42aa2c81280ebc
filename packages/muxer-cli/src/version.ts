import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of this package, as published. */
export const version = readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  );
  if (manifest !== null && typeof manifest === 'object' && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('package.json of muxer-cli has no version');
}
