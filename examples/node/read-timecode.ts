/**
 * Says on which timecode audio and video files begin: MP4, M4A and MOV by their timecode track,
 * WAV by its `bext` chunk. Only headers are read, whatever the size of a file.
 *
 *   node dist/read-timecode.js FILE …
 */
import { BwavError, readWaveFrom } from '@voxmux/bwav';
import { IsobmffError, type RandomAccessSource, readMovie } from '@voxmux/isobmff';
import {
  formatClockTime,
  formatTimecode,
  frameRateName,
  timecodeOfSample,
  TimecodeError,
} from '@voxmux/timecode';
import { open } from 'node:fs/promises';

for (const path of process.argv.slice(2)) {
  const file = await open(path);
  try {
    const { size: byteLength } = await file.stat();
    const answer = await startOf({
      byteLength,
      async read(offset, length) {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
    console.log(`${path}: ${answer}`);
  } catch (error) {
    if (!isFaultOfFile(error)) throw error;
    console.log(`${path}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await file.close();
  }
}

async function startOf(source: RandomAccessSource): Promise<string> {
  try {
    return await startOfMovie(source);
  } catch (error) {
    if (!(error instanceof IsobmffError) || error.code !== 'not-isobmff') throw error;
  }
  try {
    return await startOfWave(source);
  } catch (error) {
    if (!(error instanceof BwavError) || error.code !== 'not-wave') throw error;
    return 'is neither MP4 nor WAV';
  }
}

async function startOfMovie(source: RandomAccessSource): Promise<string> {
  const { tracks } = await readMovie(source);
  const timecode = tracks.find((track) => track.timecode?.startFrame !== undefined)?.timecode;
  if (timecode?.startFrame === undefined) return 'has no timecode track';
  const label = timecodeOfSample(timecode, timecode.startFrame);
  return `begins at ${formatTimecode(label)}, ${frameRateName(label.frameRate)} frames a second`;
}

async function startOfWave(source: RandomAccessSource): Promise<string> {
  const { bext, format } = await readWaveFrom(source);
  if (bext === undefined) return 'has no bext chunk, so no time';
  const milliseconds = Number((bext.timeReference * 1000n) / BigInt(format.sampleRate));
  return `begins at ${formatClockTime(milliseconds)}, ${bext.timeReference} samples after midnight`;
}

function isFaultOfFile(error: unknown): error is Error {
  return [IsobmffError, BwavError, TimecodeError].some((kind) => error instanceof kind);
}
