import { describe, expect, test } from '@jest/globals';

import { indexMemory, memoryReader } from './memory-segments.js';
import type { TrackIndex } from './packet-index.js';
import { NO_STAMP } from './packet-index.js';
import type { RecordHeader } from './record-header.js';
import { encodeRecord, encodeSegmentHeader } from './record-writer.js';
import { readRecord } from './stored-record.js';
import { indexSegments } from './track-indexer.js';

const NAME = 'Ann-1-0001.log';
const TEXT = new TextEncoder();

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A valid packet of 20 ms, different for each number, never the same at its end. */
function packet(number: number, size = 40): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) =>
    at === 0 ? 0x78 : ((number + 1) * (at + 3) * 41 + at) & 0xff || 1,
  );
}

function inputHeader(stampMs: number | null): RecordHeader {
  return {
    kind: 'input',
    sampleRate: 48000,
    channels: 1,
    relativeTimestampMs: stampMs,
    emitterMetadata: { playerData: null, spatial: null, gainSettings: null },
  };
}

function outputHeader(stampMs: number, name: string): RecordHeader {
  const nobody = { playerData: null, spatial: null, gainSettings: null };
  return {
    kind: 'output',
    sampleRate: 48000,
    channels: 1,
    relativeTimestampMs: stampMs,
    emitterMetadata: {
      ...nobody,
      playerData: {
        game: 'generic',
        name,
        coordinates: { x: stampMs, y: 64, z: -1 },
        orientation: { x: 0, y: 90 },
        of: 'minecraft',
      },
    },
    listenerMetadata: nobody,
    isSpatial: true,
  };
}

const SEGMENT_HEADER = encodeSegmentHeader(TEXT.encode('Ann'), 1771154285);

function segmentOf(records: readonly Uint8Array[], header = SEGMENT_HEADER): Uint8Array {
  return joined(header, ...records);
}

function recordsOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, number) =>
    encodeRecord(inputHeader(20 * number), packet(number)),
  );
}

function scan(bytes: Uint8Array): TrackIndex {
  return indexMemory([{ name: NAME, bytes }]);
}

/** The records that were found, in full and in hexadecimal. */
function found(bytes: Uint8Array): string[] {
  const index = scan(bytes);
  const reader = memoryReader([{ name: NAME, bytes }]);
  return Array.from({ length: index.rowCount }, (_, row) =>
    hex(readRecord(index, row, reader).bytes),
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Where each record begins. */
function startsOf(records: readonly Uint8Array[], headerLength = SEGMENT_HEADER.length): number[] {
  let at = headerLength;
  return records.map((record) => {
    const start = at;
    at += record.length;
    return start;
  });
}

/** Place of the content length inside a record. */
function contentLengthAt(record: Uint8Array): number {
  return 8 + new DataView(record.buffer, record.byteOffset).getUint16(6, true);
}

function withContentLength(record: Uint8Array, length: bigint): Uint8Array {
  const changed = record.slice();
  new DataView(changed.buffer).setBigUint64(contentLengthAt(record), length, true);
  return changed;
}

function withHeaderLength(record: Uint8Array, length: number): Uint8Array {
  const changed = record.slice();
  new DataView(changed.buffer).setUint16(6, length, true);
  return changed;
}

describe('a whole segment', () => {
  test('gives one row per record, and nothing to report', () => {
    const records = recordsOf(5);
    const bytes = segmentOf(records);
    expect(found(bytes)).toEqual(records.map(hex));
    const index = scan(bytes);
    expect(Array.from(index.stampMs)).toEqual([0, 20, 40, 60, 80]);
    expect(index.damage).toEqual([]);
    expect(index.payloadBytes).toBe(200);
    expect(index.totalUnits).toBe(40);
    expect(index.segments).toEqual([
      { name: NAME, sizeBytes: bytes.length, rowCount: 5, grewWhileRead: false },
    ]);
  });

  test('may change its headers from record to record', () => {
    const headers: RecordHeader[] = [
      inputHeader(null),
      { ...inputHeader(1), channels: 2 },
      { ...inputHeader(2), sampleRate: 16000 },
      outputHeader(300, 'Bo'),
      { ...outputHeader(70_000, 'A longer name'), sampleRate: 8 },
      { ...outputHeader(2 ** 28 - 1, 'Bo'), sampleRate: 3_000_000, channels: 300 },
      { ...outputHeader(2 ** 28, 'Bo'), sampleRate: 400_000_000 },
      outputHeader(2 ** 32 - 2, 'Bo'),
      inputHeader(null),
      inputHeader(2 ** 21),
    ];
    const records = headers.map((header, number) => encodeRecord(header, packet(number)));
    const index = scan(segmentOf(records));
    expect(found(segmentOf(records))).toEqual(records.map(hex));
    expect(Array.from(index.stampMs)).toEqual(
      headers.map(({ relativeTimestampMs }) => relativeTimestampMs ?? NO_STAMP),
    );
    expect(index.unstampedCount).toBe(2);
    expect(index.damage).toEqual([]);
    expect(index.formats).toContainEqual({
      kind: 'input',
      sampleRate: 48000,
      channels: 1,
      firstRow: 0,
      rowCount: 3,
    });
    expect(index.formats).toContainEqual(
      expect.objectContaining({ sampleRate: 3_000_000, channels: 300, firstRow: 5, rowCount: 1 }),
    );
  });

  test('keeps the packet of a record whose stamp does not fit, without its stamp', () => {
    const records = [20, 2 ** 32 - 1, 2 ** 45, 60].map((stampMs, number) =>
      encodeRecord(outputHeader(stampMs, 'Bo'), packet(number)),
    );
    const index = scan(segmentOf(records));
    expect(Array.from(index.stampMs)).toEqual([20, NO_STAMP, NO_STAMP, 60]);
    expect(index.damage.map(({ kind }) => kind)).toEqual(['stamp-range', 'stamp-range']);
  });

  test('is read up to its end when records are as large as they may be', () => {
    const large = Array.from({ length: 30 }, (_, number) => {
      const content = new Uint8Array(51200).fill(number + 1);
      // Code 3, one frame of 0 bytes, all else padding: valid, however large.
      const padding = content.length - 2 - 202;
      content.set([0x7b, 0x41, ...Array<number>(200).fill(255), padding - 200 * 254, 0]);
      const lastLength = padding - 200 * 254;
      expect(lastLength).toBeLessThan(255);
      return encodeRecord(outputHeader(number, 'x'.repeat(60_000)), content);
    });
    expect(found(segmentOf(large))).toHaveLength(30);
  });
});

describe('a torn tail', () => {
  const records = [...recordsOf(3), encodeRecord(outputHeader(300, 'NANORC'), packet(4))];
  const whole = segmentOf(records);
  const starts = startsOf(records);

  test('cut at any byte is no damage, and costs the last record only', () => {
    for (let size = SEGMENT_HEADER.length; size < whole.length; size++) {
      const index = scan(whole.subarray(0, size));
      const complete = starts.filter(
        (start, number) => start + (records[number]?.length ?? 0) <= size,
      );
      expect(index.rowCount).toBe(complete.length);
      const end = starts[complete.length] ?? whole.length;
      expect(index.damage).toEqual(
        size === end
          ? []
          : [expect.objectContaining({ kind: 'torn-tail', offset: end, length: size - end })],
      );
    }
  });

  test.each([0, 1, 7, 400, 100_000, 3_000_000])('of zeros, running on for %d bytes', (more) => {
    const last = starts[3] ?? 0;
    for (let size = last + 1; size < whole.length - 3; size += more > 1000 ? 37 : 1) {
      const bytes = new Uint8Array(whole.length + more);
      bytes.set(whole.subarray(0, size));
      const index = scan(bytes);
      expect(index.rowCount).toBe(3);
      expect(index.damage).toEqual([
        expect.objectContaining({ kind: 'torn-tail', offset: last, length: bytes.length - last }),
      ]);
    }
  });

  test('of zeros behind a whole record costs nothing', () => {
    const index = scan(joined(whole, new Uint8Array(500)));
    expect(index.rowCount).toBe(4);
    expect(index.damage).toEqual([
      expect.objectContaining({ kind: 'torn-tail', offset: whole.length, length: 500 }),
    ]);
  });

  test('is not seen in packets that end in zeros by nature', () => {
    const silent = Array.from({ length: 4 }, (_, number) =>
      encodeRecord(
        inputHeader(20 * number),
        Uint8Array.of(0xf8, 0xff, 0xfe, ...Array<number>(30).fill(0)),
      ),
    );
    const padded = encodeRecord(
      inputHeader(90),
      Uint8Array.of(0xfb, 0x41, 8, 1, 2, 3, ...Array<number>(8).fill(0)),
    );
    expect(scan(segmentOf(silent)).rowCount).toBe(4);
    expect(scan(segmentOf([...recordsOf(2), padded])).rowCount).toBe(3);
  });

  test('after garbage is garbage', () => {
    const garbage = Uint8Array.from({ length: 300 }, (_, at) => (at * 97) & 0xff);
    const [region] = scan(joined(whole, garbage)).damage;
    expect(region).toMatchObject({ kind: 'damaged', offset: whole.length, length: 300 });
  });
});

describe('a wrong content length', () => {
  const records = recordsOf(12);
  const starts = startsOf(records);
  const end = segmentOf(records).length;
  const damagedAt = 4;
  const record = records[damagedAt] ?? new Uint8Array();
  const start = starts[damagedAt] ?? 0;
  const others = records.filter((_, number) => number !== damagedAt).map(hex);

  function withLength(length: bigint): Uint8Array {
    return segmentOf(records.with(damagedAt, withContentLength(record, length)));
  }

  test.each([5, 6, 7, 9, 11])('that ends exactly where record %d does swallows nothing', (last) => {
    const contentAt = start + record.length - 40;
    const lastEnd = starts[last + 1] ?? end;
    const bytes = withLength(BigInt(lastEnd - contentAt));
    expect(found(bytes)).toEqual(others);
    expect(scan(bytes).damage).toEqual([
      expect.objectContaining({
        kind: 'damaged',
        offset: start,
        length: record.length,
        row: damagedAt,
        recordsSeen: 1,
        stampBeforeMs: 60,
        stampAfterMs: 100,
      }),
    ]);
  });

  test('that ends at any other place, or far beyond the file, swallows nothing', () => {
    const lengths = Array.from({ length: 800 }, (_, length) => BigInt(length)).filter(
      (length) => length > 40n,
    );
    for (const length of [
      ...lengths,
      51200n,
      51201n,
      65535n,
      2n ** 32n,
      2n ** 53n,
      2n ** 64n - 1n,
    ]) {
      const bytes = withLength(length);
      expect(found(bytes)).toEqual(others);
      expect(scan(bytes).damage).toMatchObject([
        { kind: 'damaged', offset: start, length: record.length },
      ]);
    }
  });

  test('that is too small loses nothing behind it', () => {
    for (let length = 0n; length < 40n; length++) {
      const kept = found(withLength(length));
      expect(kept.slice(-7)).toEqual(records.slice(5).map(hex));
      expect(kept.slice(0, 4)).toEqual(records.slice(0, 4).map(hex));
    }
  });

  test('of the last record is a cut tail only if such a record could be', () => {
    const last = records[11] ?? new Uint8Array();
    const kindOf = (length: bigint) =>
      scan(segmentOf(records.with(11, withContentLength(last, length)))).damage.map(
        ({ kind }) => kind,
      );
    expect(kindOf(41n)).toEqual(['torn-tail']);
    expect(kindOf(51201n)).toEqual(['damaged']);
    expect(kindOf(2n ** 63n)).toEqual(['damaged']);
  });
});

describe('a wrong header length', () => {
  const records = Array.from({ length: 8 }, (_, number) =>
    encodeRecord(outputHeader(20 * number, 'Bo'), packet(number)),
  );
  const record = records[2] ?? new Uint8Array();
  const others = records.filter((_, number) => number !== 2).map(hex);
  const headerLength = contentLengthAt(record) - 8;

  test('of any size loses that record alone', () => {
    for (let length = 0; length < 65536; length += length < 700 ? 1 : 997) {
      if (length !== headerLength) {
        const bytes = segmentOf(records.with(2, withHeaderLength(record, length)));
        expect(found(bytes)).toEqual(others);
      }
    }
  });

  test('that ends where the header of a later record does swallows nothing', () => {
    const bytes = segmentOf(
      records.with(2, withHeaderLength(record, headerLength + 3 * record.length)),
    );
    expect(found(bytes)).toEqual(others);
    expect(scan(bytes).damage).toHaveLength(1);
  });
});

describe('the letters NANORC', () => {
  test('in the key and in a name in each header do no harm', () => {
    const header = encodeSegmentHeader(TEXT.encode('xNANORCx'), 0);
    const records = Array.from({ length: 6 }, (_, number) =>
      encodeRecord(outputHeader(20 * number, 'NANORC NANORC'), packet(number)),
    );
    const bytes = segmentOf(records, header);
    expect(found(bytes)).toEqual(records.map(hex));

    const second = startsOf(records, header.length)[2] ?? 0;
    bytes.fill(0xee, second - 10, second + 10);
    const others = records.map(hex).filter((_, number) => number !== 1 && number !== 2);
    expect(found(bytes).filter((_, row) => row !== 1)).toEqual(others);
  });

  test('in a packet do no harm, alone or as a whole record that does not end it', () => {
    const inner = encodeRecord(inputHeader(1), packet(77));
    const packets = [
      joined(Uint8Array.of(0x78), TEXT.encode('NANORC'), packet(1, 60)),
      joined(Uint8Array.of(0x78), TEXT.encode('NANORCNANORC')),
      joined(Uint8Array.of(0x78), inner, packet(3, 9)),
    ];
    const records = packets.flatMap((content, number) => [
      encodeRecord(inputHeader(40 * number), content),
      encodeRecord(inputHeader(40 * number + 20), packet(number)),
    ]);
    expect(found(segmentOf(records))).toEqual(records.map(hex));
    expect(scan(segmentOf(records)).damage).toEqual([]);
  });
});

describe('records that are no packets', () => {
  test('with an empty header are passed over and reported', () => {
    const [first, second] = recordsOf(2);
    const empty = Uint8Array.of(...TEXT.encode('NANORC'), 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0x78, 1, 2);
    const bytes = segmentOf([first ?? empty, empty, second ?? empty]);
    expect(found(bytes)).toEqual([hex(first ?? empty), hex(second ?? empty)]);
    expect(scan(bytes).damage).toEqual([
      expect.objectContaining({
        kind: 'headerless',
        offset: SEGMENT_HEADER.length + (first?.length ?? 0),
        length: 19,
      }),
    ]);
  });

  test.each([
    ['empty', []],
    ['two frames of different size', [0x79, 1, 2, 3]],
    ['140 ms', [0xfb, 7, 1, 1, 1, 1, 1, 1, 1]],
    ['a frame of 1300 bytes', [0x78, ...Array<number>(1300).fill(9)]],
  ])('but %s are kept out and reported', (_, content) => {
    const records = recordsOf(4).toSpliced(
      2,
      0,
      encodeRecord(inputHeader(41), Uint8Array.from(content)),
    );
    const index = scan(segmentOf(records));
    expect(index.rowCount).toBe(4);
    expect(index.damage).toEqual([
      expect.objectContaining({
        kind: 'invalid-packet',
        offset: startsOf(records)[2],
        length: records[2]?.length,
      }),
    ]);
  });
});

describe('packets that were recorded twice', () => {
  function duplicatesOf(...records: readonly (readonly [number | null, Uint8Array])[]) {
    const bytes = segmentOf(
      records.map(([stampMs, content]) => encodeRecord(inputHeader(stampMs), content)),
    );
    return scan(bytes).duplicates.map(({ row, originalRow }) => [row, originalRow]);
  }

  test('are found at once and up to eight records later', () => {
    expect(duplicatesOf([0, packet(1)], [0, packet(1)], [3, packet(1)])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    const between = Array.from({ length: 7 }, (_, number) => [9, packet(number + 10)] as const);
    expect(duplicatesOf([0, packet(1)], ...between, [19, packet(1)])).toEqual([[8, 0]]);
    expect(duplicatesOf([0, packet(1)], ...between, [9, packet(9)], [19, packet(1)])).toEqual([]);
  });

  test('are no such where the stamps are a duration apart, or missing', () => {
    expect(duplicatesOf([0, packet(1)], [20, packet(1)])).toEqual([]);
    expect(duplicatesOf([19, packet(1)], [0, packet(1)])).toEqual([[1, 0]]);
    expect(duplicatesOf([null, packet(1)], [null, packet(1)])).toEqual([]);
  });

  test('are no such where packets are short, silent, or only end alike', () => {
    expect(duplicatesOf([0, packet(1, 15)], [0, packet(1, 15)])).toEqual([]);
    const silence = Uint8Array.of(0xf8, 0xff, 0xfe, ...Array<number>(30).fill(0));
    expect(duplicatesOf([0, silence], [0, silence], [0, packet(1)])).toEqual([]);
    expect(duplicatesOf([0, packet(1)], [0, packet(1).with(5, 0)])).toEqual([]);
  });

  test('are found where a new buffer or a new segment lies between', () => {
    const twin = encodeRecord(inputHeader(5), packet(1, 700));
    const header = outputHeader(5, 'x'.repeat(60_000));
    const large = Array.from({ length: 40 }, (_, number) =>
      encodeRecord(header, packet(number + 40, 700)),
    );
    const paired = large.flatMap((record) => [record, record]);
    const first = segmentOf([...paired, twin]);
    const second = segmentOf([twin]);
    const index = indexMemory([
      { name: 'a', bytes: first },
      { name: 'b', bytes: second },
    ]);
    expect(index.duplicates).toEqual([
      ...large.map((_, number) => ({ row: 2 * number + 1, originalRow: 2 * number })),
      { row: 81, originalRow: 80 },
    ]);
  });
});

test('a segment that became shorter is an error that names it', () => {
  const segment = {
    name: NAME,
    sequence: 1,
    sizeBytes: 1000,
    recordsOffset: 35,
    headerDamaged: false,
  };
  const reading = indexSegments([segment]);
  expect(reading.next().value).toMatchObject({ kind: 'size', segment: 0 });
  expect(reading.next(1000).value).toMatchObject({ kind: 'read', position: 35 });
  expect(() => reading.next(900)).toThrow(
    expect.objectContaining({ code: 'segment-shrank', file: NAME, offset: 35 }),
  );

  const emptied = indexSegments([segment]);
  emptied.next();
  expect(() => emptied.next(0)).toThrow(expect.objectContaining({ code: 'segment-shrank' }));
});

test('a segment that has grown is read up to its size at the start, and is said to grow', () => {
  const bytes = segmentOf(recordsOf(3));
  const seen = bytes.length - 10;
  const reading = indexSegments([
    { name: NAME, sequence: 1, sizeBytes: seen, recordsOffset: 35, headerDamaged: false },
  ]);
  reading.next();
  const read = reading.next(seen);
  if (read.done === true || read.value.kind !== 'read') throw new Error('nothing is read');
  read.value.target.set(bytes.subarray(35, seen));
  expect(reading.next(seen - 35).value).toMatchObject({ kind: 'size' });
  const { value } = reading.next(bytes.length);
  expect(value).toMatchObject({
    rowCount: 2,
    segments: [{ sizeBytes: seen, grewWhileRead: true }],
    damage: [{ kind: 'torn-tail' }],
  });
});
