import { join } from 'node:path';

/** The recording that comes with voxmux: two players, one minute. */
export const demoFolder = join(import.meta.dirname, '../demo/two-players-minute');
