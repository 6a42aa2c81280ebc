import { fourcc, joinBytes, struct, toBytes, u32, viewOf } from './binary-field.js';
import { readText } from './ascii-text.js';
import { checkInteger } from './wave-format.js';
import type { WaveNote } from './wave-note.js';

/** A place in the audio, with a name for it. */
export interface Marker {
  /** Frame of the file, from 0. */
  readonly frame: number;
  /** Shown by editors; UTF-8. */
  readonly label?: string;
}

/** A cue point as it is in the file (Multimedia Programming Interface 1.0, "Cue-Points Chunk"). */
const cuePoint = struct({
  id: u32,
  position: u32,
  dataChunk: fourcc,
  chunkStart: u32,
  blockStart: u32,
  sampleOffset: u32,
});

/** Before the points: how many they are. */
const cueCount = u32;

/** Payloads of the two chunks that hold markers. */
export interface MarkerChunks {
  /** `cue `: where. */
  readonly cue: Uint8Array<ArrayBuffer>;
  /** `LIST` of type `adtl`: names; absent if no marker has one. */
  readonly list?: Uint8Array<ArrayBuffer>;
}

/**
 * Payloads of `cue ` and `LIST`; undefined if there is no marker that can be written.
 *
 * @param notes told of markers past frame 2³² − 1, which a cue point cannot reach
 * @throws BwavError `invalid-value` for a frame that is no whole number
 */
export function markerPayloads(
  markers: readonly Marker[],
  notes: WaveNote[],
): MarkerChunks | undefined {
  const reachable = markers.filter((marker, index) => {
    checkInteger(`markers[${index}].frame`, marker.frame, 0, Number.MAX_SAFE_INTEGER);
    if (marker.frame <= 0xffffffff) return true;
    const given = `${marker.frame} ${marker.label ?? ''}`.trim();
    notes.push({ code: 'out-of-range', field: `cue.markers[${index}]`, given, written: '' });
    return false;
  });
  if (reachable.length === 0) return undefined;

  const points = reachable.map(({ frame }, index) =>
    toBytes(cuePoint, {
      id: index + 1,
      position: frame,
      dataChunk: 'data',
      chunkStart: 0,
      blockStart: 0,
      sampleOffset: frame,
    }),
  );
  const cue = joinBytes([toBytes(cueCount, points.length), ...points]);
  const labels = reachable.flatMap(({ label }, index) =>
    label === undefined ? [] : labelChunk(index + 1, label.replaceAll('\0', '')),
  );
  if (labels.length === 0) return { cue };
  return { cue, list: joinBytes([toBytes(fourcc, 'adtl'), ...labels]) };
}

/** `labl`: number of the cue point, text ended by NUL. */
function labelChunk(id: number, label: string): Uint8Array[] {
  const text = new TextEncoder().encode(`${label}\0`);
  const byteLength = u32.byteLength + text.length;
  const pad = new Uint8Array(byteLength % 2);
  return [toBytes(fourcc, 'labl'), toBytes(u32, byteLength), toBytes(u32, id), text, pad];
}

/** Positions of a `cue ` payload by number; as many as it really holds, whatever it claims. */
export function readCuePayload(payload: Uint8Array): Map<number, number> {
  const positions = new Map<number, number>();
  const view = viewOf(payload);
  const claimed = payload.length < cueCount.byteLength ? 0 : cueCount.read(view, 0);
  const held = Math.floor((payload.length - cueCount.byteLength) / cuePoint.byteLength);
  for (let index = 0; index < Math.min(claimed, held); index++) {
    const point = cuePoint.read(view, cueCount.byteLength + index * cuePoint.byteLength);
    positions.set(point.id, point.sampleOffset);
  }
  return positions;
}

/** Labels of a `LIST` payload by number of the cue point; none unless it is an `adtl` list. */
export function readLabels(payload: Uint8Array): Map<number, string> {
  const labels = new Map<number, string>();
  if (payload.length < 4) return labels;
  const view = viewOf(payload);
  if (fourcc.read(view, 0) !== 'adtl') return labels;
  let at = 4;
  while (at + 8 <= payload.length) {
    const id = fourcc.read(view, at);
    const byteLength = u32.read(view, at + 4);
    const start = at + 8;
    const end = Math.min(start + byteLength, payload.length);
    if (id === 'labl' && end - start >= 4) {
      labels.set(u32.read(view, start), readText(payload.subarray(start + 4, end)));
    }
    at = start + byteLength + (byteLength % 2);
  }
  return labels;
}
