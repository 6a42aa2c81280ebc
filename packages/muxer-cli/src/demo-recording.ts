import { fileURLToPath } from 'node:url';

/** The recording that comes with voxmux: two players, one minute. */
export const demoFolder = fileURLToPath(new URL('../demo/two-players-minute', import.meta.url));
