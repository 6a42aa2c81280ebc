import { createLoudnessMeter, finishWave, planWave, type WaveFormat } from '@voxmux/bwav';
import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import type { FormatOutput, TrackRender, TrackWriter } from './audio-format.js';
import type { BitDepth } from './bit-depth.js';
import { bwavMetadata, timeReferenceOf } from './bwav-metadata.js';
import { bwavNotes } from './bwav-notes.js';
import { createPacketDecoder } from './packet-decoder.js';
import { createSampleSink } from './sample-sink.js';
import { createTrackDecoder } from './track-decoder.js';

const sampleFormats: Readonly<Record<BitDepth, WaveFormat['sampleFormat']>> = {
  '16': 'pcm16',
  '24': 'pcm24',
  '32f': 'float32',
};

/** Decodes a track into a Broadcast WAV. Its first sample is that which the M4A presents first. */
export async function beginBwav(
  track: TrackRender,
  { file, options: { bitDepth, loudness }, breathe }: FormatOutput,
): Promise<TrackWriter> {
  const { channelCount, layout, start } = track;
  const format: WaveFormat = {
    sampleRate: 48000,
    channels: channelCount,
    sampleFormat: sampleFormats[bitDepth],
  };
  // Known before the first sample: the header is written once, RF64 where it has to be.
  const frames = layout.totalDurationSamples - OPUS_PRE_SKIP;
  const { bext, iXml } = bwavMetadata(track, bitDepth);
  const planned = { format, frameCount: frames, iXml };
  const plan = planWave({ ...planned, bext });
  const meter = loudness ? createLoudnessMeter(format.sampleRate, channelCount) : undefined;
  const sink = createSampleSink(format, file, meter);
  const packetDecoder = await createPacketDecoder(channelCount);
  const decoder = createTrackDecoder(track, packetDecoder, sink, breathe);
  file.write(plan.header);

  return {
    write: (packets) => decoder.write(packets),
    finish() {
      sink.flush();
      const { trailer, byteLength } = finishWave(plan, sink.frameCount());
      file.write(trailer);
      const measured = meter?.result();
      if (measured !== undefined) {
        file.writeAt(planWave({ ...planned, bext: { ...bext, loudness: measured } }).header, 0);
      }
      if (sink.frameCount() !== frames || file.byteLength() !== byteLength) {
        throw new Error(`${sink.frameCount()} samples were decoded, ${frames} expected`);
      }
      const { clippedSamples, peak } = sink.tally;
      const undecodedPackets = decoder.undecodedPackets();
      return {
        facts: {
          format: 'bwav',
          bitDepth,
          container: plan.container,
          frames,
          timeReference: timeReferenceOf(start),
          clippedSamples,
          peak,
          loudness: measured ?? null,
          undecodedPackets,
        },
        notes: bwavNotes({
          fieldNotes: plan.notes,
          tally: sink.tally,
          undecodedPackets,
          firstUndecodedSample: decoder.firstUndecodedSample(),
        }),
      };
    },
  };
}
