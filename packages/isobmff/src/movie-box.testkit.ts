import { ascii, box, concat, fullBox, u16, u32, u64 } from './box-bytes.testkit.js';

export interface MoovOptions {
  readonly handler: 'vide' | 'soun';
  readonly trackId: number;
  readonly timescale: number;
  readonly movieTimescale?: number;
  /** Version of mvhd, tkhd and mdhd. */
  readonly version?: 0 | 1;
  readonly duration?: number;
  readonly trexDuration?: number;
  readonly trexSize?: number;
  readonly trexFlags?: number;
  readonly edits?: readonly { duration: number; mediaTime: number }[];
  readonly sampleEntries?: readonly Uint8Array[];
  /** Boxes of the stbl behind the stsd; empty tables if left out. */
  readonly sampleTables?: readonly Uint8Array[];
  /** Boxes inside the trak, behind the edts. */
  readonly trakBoxes?: readonly Uint8Array[];
  readonly mvexBoxes?: readonly Uint8Array[];
  /** More trak and trex boxes. */
  readonly moreTracks?: readonly { trak: Uint8Array; trex: Uint8Array }[];
  readonly rest?: readonly Uint8Array[];
  readonly mvexFirst?: boolean;
}

export function plainEntry(handler: 'vide' | 'soun'): Uint8Array {
  return handler === 'vide'
    ? box('mp4v', new Uint8Array(6), u16(1), new Uint8Array(16), u16(64, 48), new Uint8Array(50))
    : box('mp4a', new Uint8Array(6), u16(1), new Uint8Array(8), u16(2, 16, 0, 0), u32(48000 << 16));
}

export const EMPTY_TABLES: readonly Uint8Array[] = [
  fullBox('stts', 0, 0, u32(0)),
  fullBox('stsc', 0, 0, u32(0)),
  fullBox('stsz', 0, 0, u32(0, 0)),
  fullBox('stco', 0, 0, u32(0)),
];

export function makeTrak(options: MoovOptions): Uint8Array {
  const { handler, trackId, timescale, version = 0, duration = 0 } = options;
  const time = version === 1 ? u64(0, 0) : u32(0, 0);
  const length = version === 1 ? u64(duration) : u32(duration);
  const tkhd = fullBox(
    'tkhd',
    version,
    7,
    time,
    u32(trackId, 0),
    length,
    new Uint8Array(52),
    u32(64 << 16, 48 << 16),
  );
  const elst = fullBox(
    'elst',
    version,
    0,
    u32(options.edits?.length ?? 0),
    ...(options.edits ?? []).map((edit) =>
      version === 1
        ? concat(u64(edit.duration, BigInt.asUintN(64, BigInt(edit.mediaTime))), u16(1, 0))
        : concat(u32(edit.duration, edit.mediaTime), u16(1, 0)),
    ),
  );
  const entries = options.sampleEntries ?? [plainEntry(handler)];
  return box(
    'trak',
    tkhd,
    ...(options.edits ? [box('edts', elst)] : []),
    ...(options.trakBoxes ?? []),
    box(
      'mdia',
      fullBox('mdhd', version, 0, time, u32(timescale), length, u16(0x55c4, 0)),
      fullBox('hdlr', 0, 0, u32(0), ascii(handler), new Uint8Array(12), ascii('x\0')),
      box(
        'minf',
        handler === 'vide'
          ? fullBox('vmhd', 0, 1, new Uint8Array(8))
          : fullBox('smhd', 0, 0, u32(0)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box(
          'stbl',
          fullBox('stsd', 0, 0, u32(entries.length), ...entries),
          ...(options.sampleTables ?? EMPTY_TABLES),
        ),
      ),
    ),
  );
}

export function makeTrex(options: MoovOptions): Uint8Array {
  const { trackId, trexDuration = 0, trexSize = 0, trexFlags = 0 } = options;
  return fullBox('trex', 0, 0, u32(trackId, 1, trexDuration, trexSize, trexFlags));
}

export function makeMoov(options: MoovOptions): Uint8Array {
  const { version = 0, movieTimescale = 1000, duration = 0, trackId } = options;
  const time = version === 1 ? u64(0, 0) : u32(0, 0);
  const mvhd = fullBox(
    'mvhd',
    version,
    0,
    time,
    u32(movieTimescale),
    version === 1 ? u64(duration) : u32(duration),
    new Uint8Array(76),
    u32(trackId + 1),
  );
  const more = options.moreTracks ?? [];
  const traks = [makeTrak(options), ...more.map((track) => track.trak)];
  const mvex = box(
    'mvex',
    ...(options.mvexBoxes ?? []),
    makeTrex(options),
    ...more.map((track) => track.trex),
  );
  return box(
    'moov',
    mvhd,
    ...(options.mvexFirst === true ? [mvex, ...traks] : [...traks, mvex]),
    ...(options.rest ?? []),
  );
}
