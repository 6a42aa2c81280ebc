import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Marker, markerPayloads, readCuePayload, readLabels } from './cue-chunk.js';
import type { WaveNote } from './wave-note.js';

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('markers', () => {
  test('a cue point and its label', () => {
    const chunks = markerPayloads([{ frame: 258, label: 'é' }, { frame: 3 }], []);
    expect(hex(chunks?.cue)).toBe(
      '02000000' +
        '01000000' +
        '02010000' +
        '64617461' +
        '00000000' +
        '00000000' +
        '02010000' +
        '02000000' +
        '03000000' +
        '64617461' +
        '00000000' +
        '00000000' +
        '03000000',
    );
    expect(hex(chunks?.list)).toBe('6164746c' + '6c61626c' + '07000000' + '01000000' + 'c3a90000');
  });

  test('none, or none with a label', () => {
    expect(markerPayloads([], [])).toBeUndefined();
    expect(markerPayloads([{ frame: 0 }], [])?.list).toBeUndefined();
  });

  test('what a cue point cannot reach is left out, and it is said', () => {
    const notes: WaveNote[] = [];
    const chunks = markerPayloads(
      [{ frame: 2 ** 32, label: 'late' }, { frame: 2 ** 32 - 1 }],
      notes,
    );
    expect(chunks && [...readCuePayload(chunks.cue)]).toEqual([[1, 2 ** 32 - 1]]);
    expect(notes).toEqual([
      { code: 'out-of-range', field: 'cue.markers[0]', given: '4294967296 late', written: '' },
    ]);
  });

  test.each([-1, 0.5, Number.NaN])('refuses frame %p', (frame) => {
    expect(() => markerPayloads([{ frame }], [])).toThrow(/markers\[0\]\.frame/u);
  });

  test('what is written is read back', () => {
    const marker = fc.record(
      {
        frame: fc.integer({ min: 0, max: 0xffffffff }),
        label: fc.string({ unit: 'grapheme' }).filter((label) => !label.includes('\0')),
      },
      { requiredKeys: ['frame'] },
    );
    fc.assert(
      fc.property(fc.array(marker, { minLength: 1, maxLength: 20 }), (markers: Marker[]) => {
        const { cue, list } = markerPayloads(markers, []) ?? {};
        const frames = cue && [...readCuePayload(cue)];
        expect(frames).toEqual(markers.map(({ frame }, index) => [index + 1, frame]));
        const labels = list ? readLabels(list) : new Map<number, string>();
        markers.forEach(({ label }, index) => {
          expect(labels.get(index + 1)).toBe(label);
        });
      }),
    );
  });

  test('counts and lengths of others are not believed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readCuePayload(bytes).size).toBeLessThanOrEqual(bytes.length / 24);
        const list = Buffer.concat([Buffer.from('adtllabl'), bytes]);
        expect(readLabels(list).size).toBeLessThanOrEqual(bytes.length / 8 + 1);
      }),
    );
  });
});
