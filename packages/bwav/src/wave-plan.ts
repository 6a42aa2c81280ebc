import { joinBytes, toBytes, u32 } from './binary-field.js';
import { bextPayload, type BroadcastExtension } from './broadcast-extension.js';
import { type Marker, markerPayloads } from './cue-chunk.js';
import { formatPayload } from './format-chunk.js';
import { type IXml, ixmlDocument } from './ixml.js';
import {
  chunkHeader,
  ds64Payload,
  openSizeFields,
  riffHeader,
  type SizeFieldPlaces,
  type SizeFields,
  sizeFields,
  type WaveContainer,
  type WavePatch,
} from './size-field.js';
import { blockAlign, checkFormat, checkInteger, type WaveFormat } from './wave-format.js';
import type { WaveNote } from './wave-note.js';

/** What a Broadcast WAV file is to hold. */
export interface WavePlanOptions {
  /** Rate, channels and how samples are stored. */
  readonly format: WaveFormat;
  /** Frames of audio that will follow; absent if nobody knows yet. */
  readonly frameCount?: number;
  /** Makes the file a Broadcast WAV. */
  readonly bext?: BroadcastExtension;
  /** Adds an `iXML` chunk. */
  readonly iXml?: IXml;
  /** Adds `cue ` and `LIST` chunks. */
  readonly markers?: readonly Marker[];
  /**
   * Keeps room for `ds64`, so that a file can pass 4 GiB without its audio being moved; true by
   * default. Costs 36 bytes.
   */
  readonly reserveDs64?: boolean;
}

/** A file's header, and what is needed to end it. */
export interface WavePlan {
  /** As asked for. */
  readonly format: WaveFormat;
  /** Everything before the first sample: to be written at offset 0. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** Offset of the first sample, the length of the header. */
  readonly dataOffset: number;
  /** As asked for. */
  readonly frameCount?: number;
  /** As the header says. */
  readonly container: WaveContainer;
  /** Where the header says how long the audio is, for `finishWave`. */
  readonly sizeFieldPlaces: SizeFieldPlaces;
  /** What could not be written as it was given. */
  readonly notes: readonly WaveNote[];
}

/** How a file ends. */
export interface WaveEnding {
  /** As the file says when the patches are applied. */
  readonly container: WaveContainer;
  /** To be written behind the audio: nothing, or the pad byte of an odd number of bytes. */
  readonly trailer: Uint8Array<ArrayBuffer>;
  /** To be put over the header; none if it was right from the start. */
  readonly patches: readonly WavePatch[];
  /** Length of the whole file. */
  readonly byteLength: number;
}

/**
 * Lays out a Broadcast WAV file: the bytes before its audio. All metadata is in front, so that a
 * reader that stops at the audio has it, and a writer that is stopped has lost nothing of it.
 *
 * Write `header`, then the frames (see {@link createSampleEncoder}), then what
 * {@link finishWave} says.
 *
 * @throws BwavError `invalid-value` for an option that no file can hold; `too-large` past 4 GiB
 *   if `reserveDs64` is false
 * @example
 * const plan = planWave({
 *   format: { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' },
 *   frameCount: 48000,
 *   bext: { description: 'Ana', timeReference: 2428186560 },
 * });
 */
export function planWave(options: WavePlanOptions): WavePlan {
  const { format, frameCount } = options;
  checkFormat(format);
  const notes: WaveNote[] = [];
  const { chunks, places } = chunksBeforeData(options, notes);
  const header = joinBytes([
    new Uint8Array(riffHeader.byteLength),
    ...chunks,
    new Uint8Array(chunkHeader.byteLength),
  ]);

  const sizes = frameCount === undefined ? undefined : sizesFor(places, format, frameCount);
  for (const patch of sizes?.patches ?? openSizeFields(places)) {
    header.set(patch.bytes, patch.offset);
  }
  return {
    format,
    header,
    dataOffset: header.length,
    ...(frameCount !== undefined && { frameCount }),
    container: sizes?.container ?? 'RIFF',
    sizeFieldPlaces: places,
    notes,
  };
}

/**
 * Ends a file of which so many frames were written, as planned or not.
 *
 * @throws BwavError `too-large` past 4 GiB if no room was reserved for `ds64`
 */
export function finishWave(plan: WavePlan, frameCount: number): WaveEnding {
  const { container, byteLength, patches } = sizesFor(
    plan.sizeFieldPlaces,
    plan.format,
    frameCount,
  );
  return {
    container,
    byteLength,
    trailer: new Uint8Array(byteLength - plan.dataOffset - frameCount * blockAlign(plan.format)),
    patches: frameCount === plan.frameCount ? [] : patches,
  };
}

function sizesFor(places: SizeFieldPlaces, format: WaveFormat, frameCount: number): SizeFields {
  checkInteger('frameCount', frameCount, 0, Number.MAX_SAFE_INTEGER);
  return sizeFields(places, frameCount, blockAlign(format));
}

/** The chunks between the file's header and `data`, and where those are that depend on sizes. */
function chunksBeforeData(options: WavePlanOptions, notes: WaveNote[]) {
  const { format, bext, iXml, markers = [], reserveDs64 = true } = options;
  const chunks: Uint8Array[] = [];
  let end = riffHeader.byteLength;
  /** Returns the offset of the payload. */
  const add = (id: string, payload: Uint8Array): number => {
    const bytes = chunkBytes(id, payload);
    chunks.push(bytes);
    end += bytes.length;
    return end - bytes.length + chunkHeader.byteLength;
  };

  // The sizes in these are filled in later; `fmt ` is before `bext` because MediaInfo 23.04
  // computes the delay exactly only if it knows the sample rate when it meets TimeReference.
  const ds64 = reserveDs64 ? end : undefined;
  if (reserveDs64) add('JUNK', new Uint8Array(ds64Payload.byteLength));
  add('fmt ', formatPayload(format));
  const fact = format.sampleFormat === 'float32' ? add('fact', toBytes(u32, 0)) : undefined;
  if (bext) add('bext', bextPayload(bext, notes));
  const markerChunks = markerPayloads(markers, notes);
  const marks = [
    ...(markerChunks ? [chunkBytes('cue ', markerChunks.cue)] : []),
    ...(markerChunks?.list ? [chunkBytes('LIST', markerChunks.list)] : []),
  ];
  const marksLength = marks.reduce((sum, bytes) => sum + bytes.length, 0);
  if (iXml) {
    const timeReference = bext && BigInt(bext.timeReference);
    const document = new TextEncoder().encode(ixmlDocument(iXml, format, timeReference, notes));
    add('iXML', alignedDocument(document, end + marksLength));
  }
  const data = end + marksLength + chunkHeader.byteLength;
  const places: SizeFieldPlaces = {
    data,
    ...(ds64 !== undefined && { ds64 }),
    ...(fact !== undefined && { fact }),
  };
  return { chunks: [...chunks, ...marks], places };
}

/** Line ends behind the document until the audio starts at a multiple of 4 bytes. */
function alignedDocument(document: Uint8Array, bytesAround: number): Uint8Array {
  const length = bytesAround + 2 * chunkHeader.byteLength + document.length;
  const lineEnds = new Uint8Array((4 - (length % 4)) % 4).fill(0x0a);
  return joinBytes([document, lineEnds]);
}

function chunkBytes(id: string, payload: Uint8Array): Uint8Array {
  const header = toBytes(chunkHeader, { id, byteLength: payload.length });
  return joinBytes([header, payload, new Uint8Array(payload.length % 2)]);
}
