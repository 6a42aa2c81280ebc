import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bextPayload,
  type BroadcastExtension,
  readBextPayload,
  SHORTEST_BEXT_BYTES,
} from './broadcast-extension.js';
import type { WaveNote } from './wave-note.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const write = (bext: Partial<BroadcastExtension>, notes: WaveNote[] = []) =>
  bextPayload({ timeReference: 0, ...bext }, notes);

describe('bext', () => {
  test('the fixed part is 602 bytes', () => {
    expect(SHORTEST_BEXT_BYTES).toBe(602);
    expect(write({})).toHaveLength(602);
  });

  test.each<[string, Partial<BroadcastExtension>, number, string]>([
    ['description', { description: 'Ana' }, 0, '416e6100'],
    ['originator', { originator: 'voxmux' }, 256, '766f786d757800'],
    ['originator reference', { originatorReference: 'R1' }, 288, '523100'],
    ['date', { originationDate: '2026-07-04' }, 320, '323032362d30372d3034'],
    ['time', { originationTime: '14:03:07' }, 330, '31343a30333a3037'],
    ['14:03:07.220', { timeReference: 2428186560 }, 338, 'c02fbb9000000000'],
    ['the last sample of a day', { timeReference: 4147199999n }, 338, 'ff3f31f700000000'],
    ['a day at 192 kHz', { timeReference: 16588799999 }, 338, 'ffffc4dc03000000'],
    ['all 64 bits', { timeReference: 2n ** 64n - 1n }, 338, 'ffffffffffffffff'],
    ['version, by default 2', {}, 346, '0200'],
    ['version 1', { version: 1 }, 346, '0100'],
    ['UMID, basic', { umid: new Uint8Array(32).fill(7) }, 348, '07'.repeat(32) + '00'.repeat(32)],
    ['no UMID', {}, 348, '00'.repeat(64)],
    ['loudness not set', {}, 412, 'ff7f'.repeat(5) + '0000'],
    ['no loudness in version 1', { version: 1 }, 412, '00'.repeat(190)],
    [
      'loudness',
      {
        loudness: {
          loudnessValue: -23.04,
          loudnessRange: 7.5,
          maxTruePeakLevel: -1.25,
          maxMomentaryLoudness: Number.NEGATIVE_INFINITY,
        },
      },
      412,
      '00f7' + 'ee02' + '83ff' + 'ff7f' + 'ff7f' + '0000',
    ],
    ['coding history', { codingHistory: [{ algorithm: 'PCM' }] }, 602, '413d50434d0d0a'],
    ['coding history, ready-made', { codingHistory: 'A=PCM\nA=OPUS' }, 602, '413d50434d0d0a41'],
  ])('%s', (_, bext, offset, expected) => {
    const at = write(bext).subarray(offset, offset + expected.length / 2);
    expect(hex(at)).toBe(expected);
  });

  test.each([
    [-22.644, -2264],
    [-22.645, -2265],
    [-22.646, -2265],
    [22.645, 2265],
    [-0.001, 0],
  ])('loudness %p is stored as %p hundredths', (loudnessValue, hundredths) => {
    const { loudness } = readBextPayload(write({ loudness: { loudnessValue } }));
    expect(loudness.loudnessValue).toBe(hundredths / 100);
  });

  test('texts that do not fit are made to, and it is said', () => {
    const notes: WaveNote[] = [];
    const payload = write(
      { description: 'x'.repeat(300), originator: 'Zoë', codingHistory: 'A=PCM,T=Zoë' },
      notes,
    );
    const { description, originator, codingHistory } = readBextPayload(payload);
    expect(description).toBe('x'.repeat(256));
    expect([originator, codingHistory]).toEqual(['Zoe', 'A=PCM,T=Zoe\r\n']);
    expect(notes.map(({ code, field }) => `${field} ${code}`).sort()).toEqual([
      'bext.codingHistory transliterated',
      'bext.description shortened',
      'bext.originator transliterated',
    ]);
  });

  test.each<[Partial<BroadcastExtension>, string]>([
    [{ timeReference: -1 }, 'bext.timeReference'],
    [{ timeReference: 0.5 }, 'found 0.5'],
    [{ timeReference: 2n ** 64n }, 'bext.timeReference'],
    [{ timeReference: 2 ** 53 }, 'a bigint beyond 2^53'],
    [{ originationDate: '2026-02-30' }, 'expected a date, yyyy-mm-dd, found "2026-02-30"'],
    [{ originationDate: '4.7.2026' }, 'bext.originationDate'],
    [{ originationTime: '24:00:00' }, 'expected a time of day, hh:mm:ss, found "24:00:00"'],
    [{ umid: new Uint8Array(16) }, 'expected 32 (basic) or 64 bytes, found 16 bytes'],
    [{ loudness: { loudnessRange: 400 } }, 'bext.loudness.loudnessRange'],
  ])('refuses %p', (bext, message) => {
    expect(() => write(bext)).toThrow(expect.objectContaining({ code: 'invalid-value' }));
    expect(() => write(bext)).toThrow(message);
  });

  test.each(['2026:07:04', '2026_07_04', '2026 07 04', '2026.07.04'])('reads date %s', (date) => {
    const payload = write({});
    payload.set(Buffer.from(date), 320);
    payload.set(Buffer.from('14-03.07'), 330);
    expect(readBextPayload(payload)).toMatchObject({
      originationDate: '2026-07-04',
      originationTime: '14:03:07',
    });
  });

  test('a date that is none is left as it is', () => {
    const payload = write({});
    payload.set(Buffer.from('yesterday'), 320);
    expect(readBextPayload(payload).originationDate).toBe('yesterday');
  });

  test('version 0 has neither UMID nor loudness, whatever stands there', () => {
    const payload = write({ loudness: { loudnessValue: -20 }, umid: new Uint8Array(64).fill(1) });
    payload[346] = 0;
    const bext = readBextPayload(payload);
    expect(bext).toMatchObject({ version: 0, loudness: {} });
    expect(bext.umid).toBeUndefined();
  });

  test('a payload cut anywhere reads as if zeros followed', () => {
    const whole = write({ description: 'Ana', timeReference: 2428186560 });
    for (let length = 0; length < whole.length; length++) {
      const { description, timeReference } = readBextPayload(whole.subarray(0, length));
      expect('Ana').toContain(description);
      if (length >= 346) expect(timeReference).toBe(2428186560n);
    }
  });

  test('what is written is read back', () => {
    const ascii = (maxLength: number) =>
      fc.string({ unit: 'grapheme-ascii', maxLength }).map((text) => text.trim());
    const hundredths = fc.integer({ min: -32766, max: 32766 }).map((value) => value / 100);
    const bext = fc.record({
      description: ascii(256),
      originator: ascii(32),
      originatorReference: ascii(32),
      timeReference: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      version: fc.constantFrom<1 | 2>(1, 2),
      umid: fc.uint8Array({ minLength: 64, maxLength: 64 }),
      loudness: fc.record(
        { loudnessValue: hundredths, loudnessRange: hundredths, maxShortTermLoudness: hundredths },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(bext, (given) => {
        const { umid, loudness, ...rest } = given;
        const read = readBextPayload(bextPayload(given, []));
        expect(read).toMatchObject(rest);
        expect(read.loudness).toEqual(given.version === 2 ? loudness : {});
        expect(read.umid ?? new Uint8Array(64)).toEqual(umid);
      }),
    );
  });
});
