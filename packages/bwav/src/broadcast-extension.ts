import { asciiBytes, asciiText, readText } from './ascii-text.js';
import { bytes, i16, struct, u16, u64, viewOf } from './binary-field.js';
import { BwavError } from './bwav-error.js';
import { type CodingHistoryLine, formatCodingHistory } from './coding-history.js';
import { optionalProperties } from './optional-properties.js';
import type { WaveNote } from './wave-note.js';

/** The fixed part of the `bext` chunk, EBU Tech 3285 v2, section 2.3. */
const bextHead = struct({
  description: bytes(256),
  originator: bytes(32),
  originatorReference: bytes(32),
  originationDate: bytes(10),
  originationTime: bytes(8),
  timeReference: u64,
  version: u16,
  umid: bytes(64),
  loudnessValue: i16,
  loudnessRange: i16,
  maxTruePeakLevel: i16,
  maxMomentaryLoudness: i16,
  maxShortTermLoudness: i16,
  reserved: bytes(180),
});

/** Length of the `bext` payload without coding history. */
export const SHORTEST_BEXT_BYTES = bextHead.byteLength;

/** "Not set": a value outside of what the loudness fields can mean (EBU Tech 3285 v2). */
const LOUDNESS_NOT_SET = 0x7fff;

const MAX_TIME_REFERENCE = 2n ** 64n - 1n;

/** Loudness by EBU R 128, as version 2 of `bext` holds it, to a hundredth. */
export interface BroadcastLoudness {
  /** Integrated loudness in LUFS. */
  readonly loudnessValue?: number;
  /** Loudness range in LU. */
  readonly loudnessRange?: number;
  /** Maximum true peak level in dBTP. */
  readonly maxTruePeakLevel?: number;
  /** Highest momentary loudness in LUFS. */
  readonly maxMomentaryLoudness?: number;
  /** Highest short-term loudness in LUFS. */
  readonly maxShortTermLoudness?: number;
}

/** Contents of a `bext` chunk to be written. */
export interface BroadcastExtension {
  /** At most 256 characters of ASCII; see {@link WaveNote} for what happens to others. */
  readonly description?: string;
  /** Name of the maker, at most 32 characters. */
  readonly originator?: string;
  /** Unique reference by the maker, at most 32 characters. */
  readonly originatorReference?: string;
  /** Local date of the first sample, `yyyy-mm-dd`. */
  readonly originationDate?: string;
  /** Local time of the first sample, `hh:mm:ss`. */
  readonly originationTime?: string;
  /** Samples since midnight of the first sample, at the file's rate; 64 bits. */
  readonly timeReference: number | bigint;
  /** Version of the chunk; 2 by default, which differs from 1 only in having loudness. */
  readonly version?: 1 | 2;
  /** 32 (basic) or 64 bytes; by default zeros, which says that there is none. */
  readonly umid?: Uint8Array;
  /** For version 2; what is not given, or not finite, is written as not set. */
  readonly loudness?: BroadcastLoudness;
  /** Generations of the signal, or their text ready-made. */
  readonly codingHistory?: readonly CodingHistoryLine[] | string;
}

/** A `bext` chunk that was read. */
export interface BroadcastExtensionChunk {
  /** What the sound is, up to 256 characters. */
  readonly description: string;
  /** Who made it, up to 32 characters. */
  readonly originator: string;
  /** The number that the originator gave it, up to 32 characters. */
  readonly originatorReference: string;
  /** `yyyy-mm-dd` whatever the separators in the file, or the text as it is if it is no date. */
  readonly originationDate: string;
  /** `hh:mm:ss` whatever the separators in the file, or the text as it is if it is no time. */
  readonly originationTime: string;
  /** Samples since midnight of the first sample. */
  readonly timeReference: bigint;
  /** Of the chunk: 0, 1 or 2. */
  readonly version: number;
  /** 64 bytes; absent where the file has none (version 0, or zeros). */
  readonly umid?: Uint8Array;
  /** What the file sets of it. */
  readonly loudness: BroadcastLoudness;
  /** Generations of the signal as text; see `parseCodingHistory`. Empty if there are none. */
  readonly codingHistory: string;
}

/**
 * Payload of the `bext` chunk.
 *
 * @param notes told of every text that had to be changed
 * @throws BwavError `invalid-value` for a date, time, TimeReference or UMID that is none
 */
export function bextPayload(bext: BroadcastExtension, notes: WaveNote[]): Uint8Array<ArrayBuffer> {
  const text = (field: 'description' | 'originator' | 'originatorReference', byteLength: number) =>
    asciiBytes(asciiText(bext[field] ?? '', `bext.${field}`, byteLength, notes));
  const version = bext.version ?? 2;
  const loudness = (name: keyof BroadcastLoudness) =>
    // The five fields are part of the reserved zeros before version 2.
    version >= 2 ? loudnessField(name, bext.loudness?.[name]) : 0;

  const history = asciiBytes(codingHistoryText(bext.codingHistory ?? [], notes));
  const payload = new Uint8Array(SHORTEST_BEXT_BYTES + history.length);
  bextHead.write(viewOf(payload), 0, {
    description: text('description', 256),
    originator: text('originator', 32),
    originatorReference: text('originatorReference', 32),
    originationDate: dateField(bext.originationDate),
    originationTime: timeField(bext.originationTime),
    timeReference: checkTimeReference(bext.timeReference),
    version,
    umid: checkUmid(bext.umid ?? new Uint8Array(64)),
    loudnessValue: loudness('loudnessValue'),
    loudnessRange: loudness('loudnessRange'),
    maxTruePeakLevel: loudness('maxTruePeakLevel'),
    maxMomentaryLoudness: loudness('maxMomentaryLoudness'),
    maxShortTermLoudness: loudness('maxShortTermLoudness'),
    reserved: new Uint8Array(180),
  });
  payload.set(history, SHORTEST_BEXT_BYTES);
  return payload;
}

/** Reads a `bext` payload; one shorter than the fixed part is read as if zeros followed. */
export function readBextPayload(payload: Uint8Array): BroadcastExtensionChunk {
  const fixed = new Uint8Array(SHORTEST_BEXT_BYTES);
  fixed.set(payload.subarray(0, SHORTEST_BEXT_BYTES));
  const head = bextHead.read(viewOf(fixed), 0);
  const umid = head.version >= 1 && head.umid.some((byte) => byte !== 0) ? head.umid : undefined;
  return {
    description: readText(head.description),
    originator: readText(head.originator),
    originatorReference: readText(head.originatorReference),
    originationDate: separate(readText(head.originationDate), /^(\d{4}).(\d\d).(\d\d)$/u, '-'),
    originationTime: separate(readText(head.originationTime), /^(\d\d).(\d\d).(\d\d)$/u, ':'),
    timeReference: head.timeReference,
    version: head.version,
    ...(umid && { umid }),
    loudness: head.version >= 2 ? readLoudness(head) : {},
    codingHistory: readText(payload.subarray(SHORTEST_BEXT_BYTES)),
  };
}

function readLoudness(head: Record<keyof BroadcastLoudness, number>): BroadcastLoudness {
  const value = (hundredths: number) =>
    hundredths === LOUDNESS_NOT_SET ? undefined : hundredths / 100;
  return optionalProperties({
    loudnessValue: value(head.loudnessValue),
    loudnessRange: value(head.loudnessRange),
    maxTruePeakLevel: value(head.maxTruePeakLevel),
    maxMomentaryLoudness: value(head.maxMomentaryLoudness),
    maxShortTermLoudness: value(head.maxShortTermLoudness),
  });
}

/** EBU Tech 3285 v2 stores round(100 × value), halves away from zero. */
function loudnessField(name: string, value: number | undefined): number {
  // Silence measures as minus infinity: there is nothing to state.
  if (value === undefined || !Number.isFinite(value)) return LOUDNESS_NOT_SET;
  const hundredths = Math.sign(value) * Math.round(Math.abs(value) * 100);
  if (Math.abs(hundredths) < LOUDNESS_NOT_SET) return hundredths;
  throw invalid(`bext.loudness.${name}`, String(value), 'a value from -327.66 to 327.66');
}

function checkTimeReference(timeReference: number | bigint): bigint {
  const samples =
    typeof timeReference === 'bigint'
      ? timeReference
      : Number.isSafeInteger(timeReference)
        ? BigInt(timeReference)
        : -1n;
  if (samples >= 0n && samples <= MAX_TIME_REFERENCE) return samples;
  throw invalid(
    'bext.timeReference',
    String(timeReference),
    'a whole number of samples since midnight, 0 to 2^64 - 1 (a bigint beyond 2^53)',
  );
}

function checkUmid(umid: Uint8Array): Uint8Array {
  if (umid.length === 32 || umid.length === 64) return umid;
  throw invalid('bext.umid', `${umid.length} bytes`, '32 (basic) or 64 bytes');
}

function dateField(date: string | undefined): Uint8Array<ArrayBuffer> {
  if (date === undefined) return new Uint8Array(0);
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/u.exec(date) ?? [];
  const instant = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // A date that is none, such as February 30, comes back as another one.
  if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date)) {
    return asciiBytes(date);
  }
  throw invalid('bext.originationDate', JSON.stringify(date), 'a date, yyyy-mm-dd');
}

function timeField(time: string | undefined): Uint8Array<ArrayBuffer> {
  if (time === undefined) return new Uint8Array(0);
  if (/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/u.test(time)) return asciiBytes(time);
  throw invalid('bext.originationTime', JSON.stringify(time), 'a time of day, hh:mm:ss');
}

/** Lines ending in CR LF as Tech 3285 asks for, whatever ended them. */
function codingHistoryText(
  history: readonly CodingHistoryLine[] | string,
  notes: WaveNote[],
): string {
  const text = typeof history === 'string' ? history : formatCodingHistory(history);
  return text
    .split(/[\r\n]+/u)
    .filter((line) => line !== '')
    .map((line) => `${asciiText(line, 'bext.codingHistory', Infinity, notes)}\r\n`)
    .join('');
}

function separate(text: string, pattern: RegExp, separator: string): string {
  const match = pattern.exec(text);
  return match ? match.slice(1).join(separator) : text;
}

function invalid(chunk: string, found: string, expected: string): BwavError {
  return new BwavError({ code: 'invalid-value', chunk, found, expected });
}
