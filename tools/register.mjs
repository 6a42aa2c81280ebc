// Lets Node run the ESM TypeScript files of this folder: node --import ./tools/register.mjs tools/x.mts
import { register } from 'node:module';

register('ts-node/esm/transpile-only', import.meta.url);
