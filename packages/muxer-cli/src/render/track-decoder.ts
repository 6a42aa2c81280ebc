import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import type { TrackRender } from './audio-format.js';
import type { PacketDecoder } from './packet-decoder.js';
import { createPacketWalk } from './packet-walk.js';
import type { SampleSink } from './sample-sink.js';

/** Decodes all packets of a file into samples, without those before the pre-skip. */
export interface TrackDecoder {
  /** Takes packets in order, whole ones each time. */
  write(packets: Uint8Array): Promise<void>;
  /** Recorded packets that the decoder refused so far: silence in the result. */
  undecodedPackets(): number;
  /** First sample of the first of them. */
  firstUndecodedSample(): number;
}

/**
 * Fillers of 20 ms at the start of a gap that are decoded. After them a decoder is in a state that
 * further ones do not change, so that the others can be left out and what follows the gap is the
 * same bit for bit. One has been enough for SILK, hybrid and CELT at every frame length; an unknown
 * stream may be a little slower.
 */
const settlingFillers = 4;

/** Of a gap only this much can sound: the overlap with what came before, below 5 ms. */
const tailSamples = 960;

/** Decoded packets between two breaths. */
const packetsPerBreath = 64;

/**
 * Decodes as a player does that is given every packet, silence included: the samples are the same,
 * but most of the silence is never decoded.
 */
export function createTrackDecoder(
  { runs, silence, layout }: Pick<TrackRender, 'runs' | 'silence' | 'layout'>,
  decoder: PacketDecoder,
  sink: Pick<SampleSink, 'append' | 'appendSilence' | 'frameCount'>,
  breathe: () => Promise<void> | undefined,
): TrackDecoder {
  const walk = createPacketWalk(runs, silence, layout);
  let leftToSkip = OPUS_PRE_SKIP;
  let undecodedPackets = 0;
  let firstUndecodedSample = 0;
  let untilBreath = packetsPerBreath;
  /** Samples of the gap before the filler at hand. */
  let fillerSamples = 0;

  function append(channelData: readonly Float32Array[] | undefined, durationSamples: number): void {
    const skipped = Math.min(leftToSkip, durationSamples);
    leftToSkip -= skipped;
    if (channelData) sink.append(channelData, skipped, durationSamples - skipped);
    else sink.appendSilence(durationSamples - skipped);
  }

  /** Fillers but the first ones and the last one of 20 ms and the shorter ones behind it. */
  function isSettledFiller(): boolean {
    return walk.filler && walk.fillersBefore >= settlingFillers && walk.fullFillersBehind > 0;
  }

  function appendFiller(packet: Uint8Array): void {
    const { durationSamples, fillersBefore } = walk;
    if (fillersBefore === 0) fillerSamples = 0;
    const decoded = decoder.decode(packet, durationSamples);
    append(fillerSamples < tailSamples ? decoded : undefined, durationSamples);
    fillerSamples += durationSamples;
  }

  function appendRecorded(packet: Uint8Array): void {
    const decoded = decoder.decode(packet, walk.durationSamples);
    if (!decoded) {
      if (undecodedPackets === 0) firstUndecodedSample = sink.frameCount();
      undecodedPackets += 1;
    }
    append(decoded, walk.durationSamples);
  }

  return {
    async write(packets) {
      for (let at = 0; at < packets.length; at += walk.sizeBytes) {
        walk.advance();
        if (isSettledFiller()) {
          sink.appendSilence(walk.durationSamples);
          continue;
        }
        const packet = packets.subarray(at, at + walk.sizeBytes);
        const preparation = decoder.prepare(packet);
        if (preparation) await preparation;
        if (walk.filler) appendFiller(packet);
        else appendRecorded(packet);
        if (--untilBreath > 0) continue;
        untilBreath = packetsPerBreath;
        const breath = breathe();
        if (breath) await breath;
      }
    },
    undecodedPackets: () => undecodedPackets,
    firstUndecodedSample: () => firstUndecodedSample,
  };
}
