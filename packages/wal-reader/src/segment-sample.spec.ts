import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { encodeRecord } from './record-writer.js';
import { sampleHead, sampleTail } from './segment-sample.js';

const NOBODY = { playerData: null, spatial: null, gainSettings: null };

/** An input record of a 20 ms packet (TOC 0x78). */
function record(stamp: number | null, packetSize = 60): Uint8Array {
  const packet = Uint8Array.from({ length: packetSize }, (_, at) => (at === 0 ? 0x78 : 1 + at));
  return encodeRecord(
    {
      kind: 'input',
      sampleRate: 48000,
      channels: 1,
      relativeTimestampMs: stamp,
      emitterMetadata: NOBODY,
    },
    packet,
  );
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const THREE = joined(record(500), record(520), record(540, 30));

test('a head tells kind, stamps, and how many bytes so much speech takes', () => {
  expect(sampleHead(THREE)).toEqual({
    recordCount: 3,
    recordBytes: THREE.length,
    packetUnits: 24,
    kind: 'input',
    firstStampMs: 500,
    lastStampMs: 540,
  });
});

test('a head that ends inside a record counts those before it', () => {
  expect(sampleHead(THREE.subarray(0, THREE.length - 1))).toMatchObject({
    recordCount: 2,
    lastStampMs: 520,
  });
});

test('a tail may begin anywhere', () => {
  for (let start = 0; start <= record(500).length; start++) {
    expect(sampleTail(THREE.subarray(start))).toMatchObject({
      endsWhole: true,
      lastStampMs: 540,
      recordCount: start === 0 ? 3 : 2,
    });
  }
});

test('a tail cut at any byte inside its last record is torn, and tells the stamp before', () => {
  const wholeEnd = THREE.length - record(540, 30).length;
  expect(sampleTail(THREE.subarray(0, wholeEnd)).endsWhole).toBe(true);
  for (let end = wholeEnd + 7; end < THREE.length; end++) {
    expect(sampleTail(THREE.subarray(0, end))).toMatchObject({
      endsWhole: false,
      lastStampMs: 520,
    });
  }
});

test('a tail of zeros was never written', () => {
  const zeroed = THREE.slice().fill(0, THREE.length - 20);
  expect(sampleTail(zeroed).endsWhole).toBe(false);
  expect(sampleTail(joined(THREE, new Uint8Array(100))).endsWhole).toBe(false);
});

test('records without stamps have none', () => {
  expect(sampleHead(joined(record(null), record(null)))).toMatchObject({
    recordCount: 2,
    firstStampMs: null,
    lastStampMs: null,
  });
});

test('any bytes are a sample of something', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(1000).map((stamp) => record(stamp, 20)),
      fc.constant(new TextEncoder().encode('NANORC')),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = joined(...parts);
      for (const sample of [sampleHead(bytes), sampleTail(bytes)]) {
        expect(sample.recordBytes).toBeLessThanOrEqual(bytes.length);
        expect(sample.recordCount === 0).toBe(sample.recordBytes === 0);
      }
    }),
    { numRuns: 300 },
  );
});
