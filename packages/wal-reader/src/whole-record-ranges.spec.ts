import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { indexMemory, memoryReader } from './memory-segments.js';
import type { MemorySegment } from './memory-segments.js';
import type { TrackIndex } from './packet-index.js';
import { readSegmentHeader } from './segment-header.js';
import { readRecord } from './stored-record.js';
import { wholeRecordRanges } from './whole-record-ranges.js';

const SESSIONS = ['crashed-tail', 'mid-corruption', 'three-players-stereo', 'shared-stamps'];

function segmentsOf(session: string): MemorySegment[] {
  const folder = new URL(`../../../fixtures/sessions/${session}/wal/`, import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));
}

function cleanCopy(segment: MemorySegment, index: TrackIndex): MemorySegment {
  const { name, bytes } = segment;
  const header = readSegmentHeader(bytes, bytes.length);
  if (header.kind !== 'whole') throw new Error('the header was left alone');
  const { recordsOffset } = header;
  const facts = { name, sequence: 1, sizeBytes: bytes.length, recordsOffset, headerDamaged: false };
  const ranges = wholeRecordRanges(index, 0, facts, memoryReader([segment]));
  const parts = ranges.map(({ offset, length }) => bytes.subarray(offset, offset + length));
  return {
    name,
    bytes: Uint8Array.from(Buffer.concat([bytes.subarray(0, recordsOffset), ...parts])),
  };
}

function packetsOf(segment: MemorySegment, index: TrackIndex): string[] {
  const reader = memoryReader([segment]);
  return Array.from({ length: index.rowCount }, (_, row) =>
    Buffer.from(readRecord(index, row, reader).bytes).toString('hex'),
  );
}

describe.each(SESSIONS)('%s', (session) => {
  test.each(segmentsOf(session).map((segment) => [segment.name, segment] as const))(
    '%s: a copy of the ranges holds the same records and no damage',
    (_, segment) => {
      const index = indexMemory([segment]);
      const copy = cleanCopy(segment, index);
      const again = indexMemory([copy]);
      expect(again.damage).toEqual([]);
      expect(packetsOf(copy, again)).toEqual(packetsOf(segment, index));
      expect(again.duplicates).toEqual(index.duplicates);
      // The same ranges come from the records one by one.
      expect(cleanCopy(segment, { ...index, unlistedDamageCount: 1 }).bytes).toEqual(copy.bytes);
    },
  );
});

test('damage of any kind anywhere', () => {
  const [segment] = segmentsOf('crashed-tail');
  if (segment === undefined) throw new Error('a fixture is missing');
  const start = 100;
  const size = 6000;
  const wounds = fc.array(
    fc.record({
      at: fc.integer({ min: start, max: size - 1 }),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.constant(new TextEncoder().encode('NANORC')),
        fc.nat(200).map((length) => new Uint8Array(length)),
      ),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(wounds, fc.integer({ min: start, max: size }), (cuts, end) => {
      const bytes = segment.bytes.slice(0, size);
      for (const wound of cuts) bytes.set(wound.bytes.subarray(0, size - wound.at), wound.at);
      const damaged = { name: segment.name, bytes: bytes.slice(0, end) };
      const index = indexMemory([damaged]);
      const copy = cleanCopy(damaged, index);
      const again = indexMemory([copy]);
      expect(packetsOf(copy, again)).toEqual(packetsOf(damaged, index));
      expect(again.damage.filter(({ kind }) => kind !== 'stamp-range')).toEqual([]);
    }),
    { numRuns: 80 },
  );
});
