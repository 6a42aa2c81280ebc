/**
 * Prints the box tree of an MP4 file of any size, damage included.
 *
 *   node dist/list-boxes.js FILE
 */
import { listBoxes, standardBoxes, summarizeBoxes } from '@voxmux/isobmff';
import { open } from 'node:fs/promises';

const [path = ''] = process.argv.slice(2);
const file = await open(path);
const { size: byteLength } = await file.stat();
const summary = await summarizeBoxes(
  {
    byteLength,
    async read(offset, length) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  },
  standardBoxes,
);
await file.close();
process.stdout.write(listBoxes(summary));
if (summary.error !== undefined) process.exitCode = 1;
