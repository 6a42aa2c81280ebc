import { box, withType, type BoxValue } from '../box-description.js';
import { bytes, constant, when } from '../box-field.js';
import { i16, u16, u32, u8 } from '../number-field.js';
import { audioSampleEntry } from './sample-description.js';

interface Mapped {
  readonly channelMappingFamily: number;
}
interface Streams extends Mapped {
  readonly outputChannelCount: number;
  readonly streamCount?: number | undefined;
  readonly coupledCount?: number | undefined;
}

const isMapped = (box: Mapped): boolean => box.channelMappingFamily !== 0;

/**
 * Bytes that map streams to channels: one for each channel, but family 3 (RFC 8486) has a matrix of
 * 16-bit numbers, one for each pair of a decoded and an output channel.
 */
function mappingSize(box: Streams): number {
  const decoded = (box.streamCount ?? 0) + (box.coupledCount ?? 0);
  const { channelMappingFamily: family, outputChannelCount } = box;
  return family === 3 ? 2 * decoded * outputChannelCount : outputChannelCount;
}

/**
 * Opus specific box: Encapsulation of Opus in ISOBMFF, 4.3.2. Unlike Ogg's `OpusHead` it is
 * big-endian, and its version is 0. `outputGain` is in 1/256 dB; the fields of the channel mapping
 * are there if the family is not 0.
 */
export const dOps = /*#__PURE__*/ box('dOps', {
  version: /*#__PURE__*/ constant(u8, 0),
  outputChannelCount: u8,
  preSkip: u16,
  inputSampleRate: u32,
  outputGain: i16,
  channelMappingFamily: u8,
  streamCount: /*#__PURE__*/ when(isMapped, u8),
  coupledCount: /*#__PURE__*/ when(isMapped, u8),
  channelMapping: /*#__PURE__*/ when(isMapped, /*#__PURE__*/ bytes(mappingSize)),
});
/** The value of {@link dOps}. */
export type OpusSpecificBox = BoxValue<typeof dOps>;

/** Entry of an Opus track, which holds one {@link dOps}; `sampleRate` is 48000 whatever the input's was. */
export const Opus = /*#__PURE__*/ withType(audioSampleEntry, 'Opus');
