import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { indexMemory, memoryReader } from './memory-segments.js';
import type { TrackIndex } from './packet-index.js';
import type { PlayerData, PlayerMetadata, RecordHeader } from './record-header.js';
import { decodeRecordHeader } from './record-header.js';
import { encodeRecord, encodeRecordHeader, encodeSegmentHeader } from './record-writer.js';
import { readSegmentHeader } from './segment-header.js';
import { readRecord } from './stored-record.js';

const KEY_NAMES = ['Ann', '', 'NANORC', 'Zoë 🏗', 'NANO-LOG'];

const f32 = fc.float({ noNaN: true });
const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constant('xNANORCx'));
const optionalText = fc.option(fc.string({ unit: 'grapheme', maxLength: 36 }));
const place = {
  name,
  coordinates: fc.record({ x: f32, y: f32, z: f32 }),
  orientation: fc.record({ x: f32, y: f32 }),
};

const player: fc.Arbitrary<PlayerData> = fc.oneof(
  fc.record({
    game: fc.constant('minecraft' as const),
    ...place,
    dimension: fc.constantFrom('overworld', 'the_end', 'nether', 'death'),
    deafen: fc.boolean(),
    spectator: fc.boolean(),
    worldUuid: optionalText,
    alternativeIdentity: optionalText,
    playerUuid: optionalText,
  }),
  fc.record({
    game: fc.constant('hytale' as const),
    ...place,
    worldUuid: optionalText,
    dimension: fc.constantFrom('orbis', 'death'),
    deafen: fc.boolean(),
    spectator: fc.boolean(),
    playerUuid: optionalText,
  }),
  fc.record({
    game: fc.constant('generic' as const),
    ...place,
    of: fc.constantFrom('minecraft', 'hytale'),
  }),
);

const metadata: fc.Arbitrary<PlayerMetadata> = fc.record({
  playerData: fc.option(player),
  spatial: fc.option(fc.boolean()),
  gainSettings: fc.option(fc.record({ gain: f32, muted: fc.boolean() })),
});

const capture = {
  sampleRate: fc.oneof(fc.constantFrom(48000, 44100, 16000, 8000), fc.nat(2 ** 32 - 1)),
  channels: fc.oneof(fc.constantFrom(1, 2), fc.nat(65535)),
};

const stamp = fc.oneof(fc.nat(40_000_000), fc.nat(2 ** 32 - 2));

const header: fc.Arbitrary<RecordHeader> = fc.oneof(
  fc.record({
    kind: fc.constant('input' as const),
    ...capture,
    relativeTimestampMs: fc.option(stamp),
    emitterMetadata: metadata,
  }),
  fc.record({
    kind: fc.constant('output' as const),
    ...capture,
    relativeTimestampMs: stamp,
    emitterMetadata: metadata,
    listenerMetadata: metadata,
    isSpatial: fc.boolean(),
  }),
);

/** Packets of one frame; a tenth of them hold the letters of the signature. */
const packet = fc
  .tuple(
    fc.constantFrom(0x78, 0x7c, 0xf8, 0x08, 0xe0),
    fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 150 }) },
      { weight: 1, arbitrary: fc.constant(Buffer.from('..NANORC..NANORC')) },
    ),
  )
  // A last byte that is not zero: zeros at the end of the last packet are a torn tail.
  .map(([toc, frame]) => Uint8Array.of(toc, ...frame, 1 + (frame.length % 255)));

/** Headers as a track has them: now the same form many times, now another. */
const records = fc
  .array(fc.tuple(header, fc.array(packet, { minLength: 1, maxLength: 6 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((groups) =>
    groups.flatMap(([groupHeader, packets]) =>
      packets.map((content) => encodeRecord(groupHeader, content)),
    ),
  );

const key = fc.constantFrom(...KEY_NAMES).map((text) => new TextEncoder().encode(text));

interface Log {
  readonly bytes: Uint8Array;
  readonly recordsOffset: number;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

const log: fc.Arbitrary<Log> = fc.tuple(key, records).map(([keyBytes, all]) => {
  const segmentHeader = encodeSegmentHeader(keyBytes, 1771154285);
  let at = segmentHeader.length;
  const ranges = all.map(({ length }) => {
    const start = at;
    at += length;
    return { start, end: at };
  });
  const bytes = Uint8Array.from(Buffer.concat([segmentHeader, ...all]));
  return { bytes, recordsOffset: segmentHeader.length, ranges };
});

interface Piece {
  readonly start: number;
  readonly end: number;
}

function scan(bytes: Uint8Array): { index: TrackIndex; found: Piece[] } {
  const segments = [{ name: 'x', bytes }];
  const index = indexMemory(segments);
  const reader = memoryReader(segments);
  const found = Array.from({ length: index.rowCount }, (_, row) => {
    const record = readRecord(index, row, reader);
    return { start: record.offset, end: record.offset + record.bytes.length };
  });
  return { index, found };
}

/** Every byte behind the segment header is part of a record that was found, or of one region. */
function expectEveryByteAccountedFor(bytes: Uint8Array, { index, found }: ReturnType<typeof scan>) {
  const header = readSegmentHeader(bytes, bytes.length);
  let at = header.kind === 'whole' ? header.recordsOffset : bytes.length;
  const regions = index.damage
    .filter(({ kind }) => kind !== 'stamp-range')
    .map(({ offset, length }) => ({ start: offset, end: offset + length }));
  for (const piece of [...found, ...regions].sort((a, b) => a.start - b.start)) {
    if (piece.start !== at) break;
    at = piece.end;
  }
  expect(at).toBe(bytes.length);
}

function expectAll(wanted: readonly Piece[], found: readonly Piece[]): void {
  const places = new Set(found.map(({ start, end }) => `${start} to ${end}`));
  expect(wanted.filter(({ start, end }) => !places.has(`${start} to ${end}`))).toEqual([]);
}

test('headers of every kind are decoded as they were encoded', () => {
  fc.assert(
    fc.property(header, (original) => {
      expect(decodeRecordHeader(encodeRecordHeader(original))).toEqual(original);
    }),
    { numRuns: 300 },
  );
});

test('every record of a whole log is found, and nothing else', () => {
  fc.assert(
    fc.property(log, ({ bytes, ranges }) => {
      const result = scan(bytes);
      expect(result.found).toEqual(ranges);
      expect(result.index.damage).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const damage = fc.array(
  fc.record({
    at: fc.nat(20_000),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.constant(new Uint8Array(120)),
      fc.constant(Buffer.from('NANORC')),
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

test('every record that was not overwritten is found', () => {
  fc.assert(
    fc.property(log, damage, ({ bytes: original, recordsOffset, ranges }, changes) => {
      const bytes = original.slice();
      const hit: Piece[] = [];
      for (const { at, bytes: written } of changes) {
        const start = recordsOffset + (at % (bytes.length - recordsOffset));
        const end = Math.min(bytes.length, start + written.length);
        bytes.set(written.subarray(0, end - start), start);
        hit.push({ start, end });
      }
      const result = scan(bytes);
      expectEveryByteAccountedFor(bytes, result);
      const intact = ranges.filter((range) =>
        hit.every(({ start, end }) => end <= range.start || start >= range.end),
      );
      expectAll(intact, result.found);
    }),
    { numRuns: 150 },
  );
});

test('every record is found around bytes that were put between or taken out', () => {
  fc.assert(
    fc.property(
      log,
      fc.nat(),
      fc.nat(300),
      fc.uint8Array({ maxLength: 80 }),
      ({ bytes: original, recordsOffset, ranges }, place, taken, put) => {
        const start = recordsOffset + (place % (original.length - recordsOffset));
        const end = Math.min(original.length, start + taken);
        const bytes = Uint8Array.from(
          Buffer.concat([original.subarray(0, start), put, original.subarray(end)]),
        );
        const shift = put.length - (end - start);
        const result = scan(bytes);
        expectEveryByteAccountedFor(bytes, result);
        const before = ranges.filter((range) => range.end <= start);
        const behind = ranges
          .filter((range) => range.start >= end)
          .map((range) => ({ start: range.start + shift, end: range.end + shift }));
        expectAll([...before, ...behind], result.found);
      },
    ),
    { numRuns: 150 },
  );
});

test('any change of one bit costs at most one record', () => {
  fc.assert(
    fc.property(log, fc.nat(), ({ bytes: original, recordsOffset, ranges }, place) => {
      const bits = 8 * (original.length - recordsOffset);
      const bit = place % bits;
      const at = recordsOffset + (bit >> 3);
      const bytes = original.with(at, (original[at] ?? 0) ^ (1 << (bit & 7)));
      const result = scan(bytes);
      expectEveryByteAccountedFor(bytes, result);
      const intact = ranges.filter(({ start, end }) => at < start || at >= end);
      expectAll(intact, result.found);
    }),
    { numRuns: 150 },
  );
});

test('any bytes give records and regions, whatever they are', () => {
  const anything = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.constant(Buffer.from('NANORC')),
        fc.constant(Buffer.from('4e414e4f52430b00', 'hex')),
        fc.constant(Buffer.from('0080f7020101b105000000', 'hex')),
        fc.constant(Buffer.from('4900000000000000', 'hex')),
        fc.constant(new Uint8Array(9)),
      ),
      { maxLength: 40 },
    )
    .map((parts) => Uint8Array.from(Buffer.concat(parts)));
  fc.assert(
    fc.property(anything, key, (body, keyBytes) => {
      const bytes = Uint8Array.from(Buffer.concat([encodeSegmentHeader(keyBytes, 0), body]));
      expectEveryByteAccountedFor(bytes, scan(bytes));
      readSegmentHeader(body, body.length);
    }),
    { numRuns: 300 },
  );
});
