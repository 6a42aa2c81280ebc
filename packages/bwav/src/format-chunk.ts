import {
  bytes,
  type FieldValue,
  joinBytes,
  struct,
  toBytes,
  u16,
  u32,
  viewOf,
} from './binary-field.js';
import { blockAlign, bytesPerSample, type SampleFormat, type WaveFormat } from './wave-format.js';

/** Format tags (`wFormatTag`) of the Microsoft wave format registry. */
const FORMAT_PCM = 1;
const FORMAT_IEEE_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;

/** The GUIDs of the sub-formats differ in their first two bytes only, which are the format tag. */
const SUB_FORMAT_TAIL = Uint8Array.of(0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113);

/** What every `fmt ` chunk begins with. */
const formatHead = struct({
  formatTag: u16,
  channels: u16,
  sampleRate: u32,
  byteRate: u32,
  blockAlign: u16,
  bitsPerSample: u16,
});

const formatExtension = struct({
  validBits: u16,
  channelMask: u32,
  subFormatTag: u16,
  subFormatTail: bytes(14),
});

/** Shortest `fmt ` payload, that of plain PCM. */
export const SHORTEST_FORMAT_BYTES = formatHead.byteLength;

/** The `fmt ` chunk of a file that was read, extensible or not. */
export interface FormatChunk extends FieldValue<typeof formatHead> {
  /** True if the chunk says `WAVE_FORMAT_EXTENSIBLE`; the tag is then that of the sub-format. */
  readonly extensible: boolean;
  /** Bits of a sample that carry the signal. */
  readonly validBits: number;
  /** 0 where the file does not say. */
  readonly channelMask: number;
  /** The kind of samples, where it is one this package writes. */
  readonly sampleFormat: SampleFormat | undefined;
}

/**
 * Payload of the `fmt ` chunk. Extensible for more than two channels, or where a mask is given
 * (Microsoft, "Multiple Channel Audio Data and WAVE Files"). The same text asks for it beyond
 * 16 bits too; field recorders write plain PCM there and every reader takes it.
 */
export function formatPayload(format: WaveFormat): Uint8Array<ArrayBuffer> {
  const { channels, sampleRate, sampleFormat } = format;
  const bitsPerSample = 8 * bytesPerSample(sampleFormat);
  const sampleTag = sampleFormat === 'float32' ? FORMAT_IEEE_FLOAT : FORMAT_PCM;
  const extensible = channels > 2 || format.channelMask !== undefined;
  const head = toBytes(formatHead, {
    formatTag: extensible ? FORMAT_EXTENSIBLE : sampleTag,
    channels,
    sampleRate,
    // A rate that does not fit is of no use to anybody, but must not wrap around.
    byteRate: Math.min(sampleRate * blockAlign(format), 0xffffffff),
    blockAlign: blockAlign(format),
    bitsPerSample,
  });
  if (!extensible) {
    // Whatever is not PCM has `cbSize`, even if it is 0.
    return sampleTag === FORMAT_PCM ? head : joinBytes([head, toBytes(u16, 0)]);
  }
  const extension = toBytes(formatExtension, {
    validBits: bitsPerSample,
    channelMask: format.channelMask ?? 0,
    subFormatTag: sampleTag,
    subFormatTail: SUB_FORMAT_TAIL,
  });
  return joinBytes([head, toBytes(u16, extension.length), extension]);
}

/** Reads a `fmt ` payload of at least {@link SHORTEST_FORMAT_BYTES}. */
export function readFormatPayload(payload: Uint8Array): FormatChunk {
  const view = viewOf(payload);
  const head = formatHead.read(view, 0);
  const extensionAt = formatHead.byteLength + u16.byteLength;
  const extensible =
    head.formatTag === FORMAT_EXTENSIBLE &&
    payload.length >= extensionAt + formatExtension.byteLength;
  const extension = extensible ? formatExtension.read(view, extensionAt) : undefined;
  const formatTag = extension?.subFormatTag ?? head.formatTag;
  return {
    ...head,
    formatTag,
    extensible,
    validBits: extension?.validBits ?? head.bitsPerSample,
    channelMask: extension?.channelMask ?? 0,
    sampleFormat: sampleFormatOf(formatTag, head),
  };
}

function sampleFormatOf(
  formatTag: number,
  { channels, blockAlign, bitsPerSample }: FieldValue<typeof formatHead>,
): SampleFormat | undefined {
  if (blockAlign * 8 !== channels * bitsPerSample) return undefined;
  if (formatTag === FORMAT_PCM && bitsPerSample === 16) return 'pcm16';
  if (formatTag === FORMAT_PCM && bitsPerSample === 24) return 'pcm24';
  if (formatTag === FORMAT_IEEE_FLOAT && bitsPerSample === 32) return 'float32';
  return undefined;
}
