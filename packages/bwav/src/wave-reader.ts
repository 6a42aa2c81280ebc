import {
  type BroadcastExtensionChunk,
  readBextPayload,
  SHORTEST_BEXT_BYTES,
} from './broadcast-extension.js';
import { BwavError, type BwavFault } from './bwav-error.js';
import {
  type ByteRequests,
  type ChunkEntry,
  type WaveFileContainer,
  walkChunks,
} from './chunk-walk.js';
import { type Marker, readCuePayload, readLabels } from './cue-chunk.js';
import { type FormatChunk, readFormatPayload, SHORTEST_FORMAT_BYTES } from './format-chunk.js';
import { type IXmlChunk, readIXmlPayload } from './ixml-reader.js';
import { chunkHeader } from './size-field.js';

/** Where the audio of a file lies. */
export interface WaveData {
  /** Of the first sample. */
  readonly offset: number;
  /** Of the whole frames that the file has. */
  readonly byteLength: number;
  /** Frames, each with one sample a channel. */
  readonly frameCount: number;
}

/** A WAVE file, without its samples. */
export interface WaveFile {
  /** RIFF, or one of its 64-bit forms. */
  readonly container: WaveFileContainer;
  /** Of the whole file. */
  readonly byteLength: number;
  /** The `fmt ` chunk. */
  readonly format: FormatChunk;
  /** Where the samples lie. */
  readonly data: WaveData;
  /** Broadcast extension; absent if the file has none. */
  readonly bext?: BroadcastExtensionChunk;
  /** Absent if the file has none. */
  readonly iXml?: IXmlChunk;
  /** In the order of the file. */
  readonly markers: readonly Marker[];
  /** Every chunk, in the order of the file, also those that are not understood here. */
  readonly chunks: readonly ChunkEntry[];
  /** What is wrong with the file and could be passed over. */
  readonly damage: readonly BwavFault[];
}

/** Metadata is read into memory; no real chunk of it comes near this, but a damaged size may. */
const LARGEST_METADATA_BYTES = 2 ** 24;

/**
 * Reads a WAVE file by asking for byte ranges.
 *
 * @param fileLength bytes of the file
 * @throws BwavError `not-wave`; `missing-chunk` or `short-chunk` if there is no usable `fmt `
 */
export function* requestWave(fileLength: number): ByteRequests<WaveFile> {
  const damage: BwavFault[] = [];
  const { container, chunks } = yield* walkChunks(fileLength, damage);
  const first = (id: string) => chunks.find((chunk) => chunk.id === id);

  const format = yield* readFormat(first('fmt '), fileLength, damage);
  const data = locateData(first('data'), format, fileLength, damage);
  const bextChunk = first('bext');
  const bext = bextChunk && (yield* readBext(bextChunk, damage));
  const iXmlChunk = first('iXML');
  const iXmlPayload = iXmlChunk && (yield* readPayload(iXmlChunk, damage));
  const iXml = iXmlPayload && readIXmlPayload(iXmlPayload);
  const markers = yield* readMarkers(chunks, damage);
  if (bextChunk && bext && iXml) checkAgreement(bextChunk, bext, iXml, damage);

  return {
    container,
    byteLength: fileLength,
    format,
    data,
    ...(bext && { bext }),
    ...(iXml && { iXml }),
    markers,
    chunks,
    damage,
  };
}

function* readPayload(
  chunk: ChunkEntry,
  damage: BwavFault[],
): ByteRequests<Uint8Array | undefined> {
  if (chunk.byteLength > LARGEST_METADATA_BYTES) {
    damage.push({
      code: 'too-large',
      chunk: chunk.id,
      offset: chunk.offset,
      found: `${chunk.byteLength} bytes of metadata`,
      expected: `at most ${LARGEST_METADATA_BYTES}`,
    });
    return undefined;
  }
  return yield { offset: chunk.offset + chunkHeader.byteLength, length: chunk.byteLength };
}

function* readFormat(
  chunk: ChunkEntry | undefined,
  fileLength: number,
  damage: BwavFault[],
): ByteRequests<FormatChunk> {
  const payload = chunk && (yield* readPayload(chunk, damage));
  if (!payload || payload.length < SHORTEST_FORMAT_BYTES) {
    throw new BwavError({
      code: chunk ? 'short-chunk' : 'missing-chunk',
      chunk: 'fmt ',
      offset: chunk?.offset ?? fileLength,
      found: chunk ? `${chunk.byteLength} bytes` : 'the end of the file',
      expected: `a fmt chunk of at least ${SHORTEST_FORMAT_BYTES} bytes`,
    });
  }
  return readFormatPayload(payload);
}

function locateData(
  chunk: ChunkEntry | undefined,
  { blockAlign }: FormatChunk,
  fileLength: number,
  damage: BwavFault[],
): WaveData {
  if (!chunk) {
    damage.push({
      code: 'missing-chunk',
      chunk: 'data',
      offset: fileLength,
      found: 'the end of the file',
      expected: 'a data chunk',
    });
    return { offset: fileLength, byteLength: 0, frameCount: 0 };
  }
  const frameCount = blockAlign === 0 ? 0 : Math.floor(chunk.byteLength / blockAlign);
  const byteLength = frameCount * blockAlign;
  if (byteLength !== chunk.byteLength) {
    damage.push({
      code: 'disagreement',
      chunk: 'data',
      offset: chunk.offset,
      found: `${chunk.byteLength} bytes`,
      expected: `whole frames of ${blockAlign} bytes`,
    });
  }
  return { offset: chunk.offset + chunkHeader.byteLength, byteLength, frameCount };
}

function* readBext(
  chunk: ChunkEntry,
  damage: BwavFault[],
): ByteRequests<BroadcastExtensionChunk | undefined> {
  const payload = yield* readPayload(chunk, damage);
  if (!payload) return undefined;
  if (payload.length < SHORTEST_BEXT_BYTES) {
    damage.push({
      code: 'short-chunk',
      chunk: 'bext',
      offset: chunk.offset,
      found: `${payload.length} bytes`,
      expected: `at least ${SHORTEST_BEXT_BYTES}`,
    });
  }
  return readBextPayload(payload);
}

function* readMarkers(
  chunks: readonly ChunkEntry[],
  damage: BwavFault[],
): ByteRequests<readonly Marker[]> {
  const labels = new Map<number, string>();
  const frames = new Map<number, number>();
  for (const chunk of chunks) {
    if (chunk.id !== 'cue ' && chunk.id !== 'LIST') continue;
    const payload = yield* readPayload(chunk, damage);
    if (!payload) continue;
    if (chunk.id === 'cue ') {
      for (const [id, frame] of readCuePayload(payload)) frames.set(id, frame);
    } else {
      for (const [id, label] of readLabels(payload)) labels.set(id, label);
    }
  }
  return Array.from(frames, ([id, frame]) => {
    const label = labels.get(id);
    return label === undefined ? { frame } : { frame, label };
  });
}

/** Readers take one or the other for the time, so a file must not say two. */
function checkAgreement(
  chunk: ChunkEntry,
  { timeReference }: BroadcastExtensionChunk,
  { timestampSamplesSinceMidnight }: IXmlChunk,
  damage: BwavFault[],
): void {
  if (
    timestampSamplesSinceMidnight === undefined ||
    timestampSamplesSinceMidnight === timeReference
  ) {
    return;
  }
  damage.push({
    code: 'disagreement',
    chunk: 'bext',
    offset: chunk.offset,
    found: `TimeReference ${timeReference}`,
    expected: `${timestampSamplesSinceMidnight} as in iXML`,
  });
}
