import { finishWave, planWave, type WaveFormat } from '@voxmux/bwav';
import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import type { FormatOutput, TrackRender, TrackWriter } from './audio-format.js';
import type { BitDepth } from './bit-depth.js';
import { bwavMetadata, timeReferenceOf } from './bwav-metadata.js';
import { bwavNotes } from './bwav-notes.js';
import { createPacketDecoder } from './packet-decoder.js';
import { createPacketWalk } from './packet-walk.js';
import { createSampleSink } from './sample-sink.js';

const sampleFormats: Readonly<Record<BitDepth, WaveFormat['sampleFormat']>> = {
  '16': 'pcm16',
  '24': 'pcm24',
  '32f': 'float32',
};

/**
 * Fillers of 20 ms at the start of a gap that are decoded. After them a decoder is in a state that
 * further ones do not change, so that the others can be left out and what follows the gap is the
 * same bit for bit. One has been enough for SILK, hybrid and CELT at every frame length; an unknown
 * stream may be a little slower.
 */
const settlingFillers = 4;

/** Of a gap only this much can sound: the overlap with what came before, below 5 ms. */
const tailSamples = 960;

/** Packets between two breaths. */
const packetsPerBreath = 64;

/** Decodes a track into a Broadcast WAV. Its first sample is that which the M4A presents first. */
export async function beginBwav(
  track: TrackRender,
  { file, options: { bitDepth }, breathe }: FormatOutput,
): Promise<TrackWriter> {
  const { channelCount, layout, start } = track;
  const format: WaveFormat = {
    sampleRate: 48000,
    channels: channelCount,
    sampleFormat: sampleFormats[bitDepth],
  };
  const frameCount = layout.totalDurationSamples - OPUS_PRE_SKIP;
  const plan = planWave({ format, frameCount, ...bwavMetadata(track, bitDepth) });
  const decoder = await createPacketDecoder(channelCount);
  const walk = createPacketWalk(track.runs, track.silence, layout);
  const sink = createSampleSink(format, file);
  let leftToSkip = OPUS_PRE_SKIP;
  let undecodedPackets = 0;
  let firstUndecodedFrame = 0;
  let fillerSamples = 0;
  file.write(plan.header);

  function appendSilence(sampleCount: number): void {
    const skipped = Math.min(leftToSkip, sampleCount);
    leftToSkip -= skipped;
    sink.appendSilence(sampleCount - skipped);
  }

  function append(channelData: readonly Float32Array[], sampleCount: number): void {
    const skipped = Math.min(leftToSkip, sampleCount);
    leftToSkip -= skipped;
    sink.append(channelData, skipped, sampleCount - skipped);
  }

  function appendFiller(packet: Uint8Array): void {
    const { durationSamples, fillersBefore, fullFillersBehind } = walk;
    if (fillersBefore === 0) fillerSamples = 0;
    // What is left of a gap behind its fillers of 20 ms is decoded, as it differs from them.
    const settled = fillersBefore >= settlingFillers && fullFillersBehind > 0;
    const decoded = settled ? undefined : decoder.decode(packet, durationSamples);
    if (decoded && fillerSamples < tailSamples) append(decoded, durationSamples);
    else appendSilence(durationSamples);
    fillerSamples += durationSamples;
  }

  function appendRecorded(packet: Uint8Array): void {
    const decoded = decoder.decode(packet, walk.durationSamples);
    if (decoded) {
      append(decoded, walk.durationSamples);
      return;
    }
    if (undecodedPackets === 0) firstUndecodedFrame = sink.frameCount();
    undecodedPackets += 1;
    appendSilence(walk.durationSamples);
  }

  return {
    async write(packets) {
      let untilBreath = packetsPerBreath;
      for (let at = 0; at < packets.length; at += walk.sizeBytes) {
        walk.advance();
        const packet = packets.subarray(at, at + walk.sizeBytes);
        if (walk.filler) appendFiller(packet);
        else appendRecorded(packet);
        if (--untilBreath === 0) {
          untilBreath = packetsPerBreath;
          const breath = breathe();
          if (breath) await breath;
        }
      }
    },
    finish() {
      decoder.close();
      sink.flush();
      const { trailer, byteLength } = finishWave(plan, sink.frameCount());
      file.write(trailer);
      if (sink.frameCount() !== frameCount || file.byteLength() !== byteLength) {
        throw new Error(`${sink.frameCount()} samples were decoded, ${frameCount} expected`);
      }
      const { clippedSamples, peak } = sink.tally;
      return {
        facts: {
          format: 'bwav',
          bitDepth,
          container: plan.container,
          frames: frameCount,
          timeReference: timeReferenceOf(start),
          clippedSamples,
          peak,
          undecodedPackets,
        },
        notes: bwavNotes({
          fieldNotes: plan.notes,
          tally: sink.tally,
          undecodedPackets,
          firstUndecodedFrame,
        }),
      };
    },
  };
}
