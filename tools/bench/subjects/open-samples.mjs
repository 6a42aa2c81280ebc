// Opens an MP4 file, reads all sample tables and goes through the samples: node open-samples.mjs FILE
import { openAsBlob } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { readMovie } from '@voxmux/isobmff';

const file = await openAsBlob(process.argv[2] ?? '');
// Compiling what loads modules goes on in the background for a moment.
await setTimeout(200);
const cpuBefore = process.cpuUsage();
const before = performance.now();
const { tracks } = await readMovie(file);
const columns = tracks.map((track) => track.samples());
const opened = performance.now();
const { user, system } = process.cpuUsage(cpuBefore);
let sampleCount = 0;
let checksum = 0;
for (const { sampleCount: count, offset, size, decodeTime, duration } of columns) {
  for (let sample = 0; sample < count; sample++) {
    checksum += offset[sample] + size[sample] + decodeTime[sample] + duration[sample];
  }
  sampleCount += count;
}
const iterated = performance.now();
const figures = {
  samples: sampleCount,
  'ms to open': opened - before,
  'ms of CPU time to open': (user + system) / 1000,
  'µs a sample to iterate': ((iterated - opened) * 1000) / sampleCount,
};
if (!Number.isFinite(checksum)) process.exitCode = 1;
console.log(JSON.stringify({ figures }));
