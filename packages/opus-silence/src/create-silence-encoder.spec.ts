import { describe, expect, test } from '@jest/globals';
import { createSilenceEncoder } from './create-silence-encoder.js';
import { openLibopus as openNowhere } from './libopus-elsewhere.js';
import { tablePackets } from './packet-table.js';
import type { SilenceError } from './silence-error.js';

const openPretended = (channels: number) =>
  Promise.resolve({ ...tablePackets(channels), origin: 'native' as const });

describe('createSilenceEncoder', () => {
  test('takes libopus where it loads', async () => {
    const silence = await createSilenceEncoder({ channels: 1, openNative: openPretended });
    expect(silence.source).toBe('native');
    expect(silence.encode(960)).toEqual([Uint8Array.of(0xf8, 0xff, 0xfe)]);
  });

  test('falls back to the table where it does not, and says why', async () => {
    const reasons: SilenceError[] = [];
    const silence = await createSilenceEncoder({
      channels: 2,
      openNative: openNowhere,
      onFallback: (reason) => reasons.push(reason),
    });
    expect(silence.source).toBe('table');
    expect(silence.encode(960)).toEqual([Uint8Array.of(0xfc, 0xff, 0xfe)]);
    expect(reasons.map((reason) => reason.code)).toEqual(['native-unavailable']);
  });

  test('does not touch libopus when the table is asked for', async () => {
    let opened = 0;
    const silence = await createSilenceEncoder({
      channels: 1,
      source: 'table',
      openNative: (channels) => {
        opened++;
        return openPretended(channels);
      },
    });
    expect([silence.source, opened]).toEqual(['table', 0]);
  });

  test('fails when libopus is insisted on and missing', async () => {
    await expect(
      createSilenceEncoder({ channels: 1, source: 'native', openNative: openNowhere }),
    ).rejects.toMatchObject({ name: 'SilenceError', code: 'native-unavailable', expected: 'Node' });
  });

  test('a fault that is not a missing libopus is not taken for one', async () => {
    const fault = new Error('out of memory');
    await expect(
      createSilenceEncoder({ channels: 1, openNative: () => Promise.reject(fault) }),
    ).rejects.toBe(fault);
  });

  test.each(['auto', 'native', 'table'] as const)('refuses 3 channels from %s', async (source) => {
    await expect(createSilenceEncoder({ channels: 3, source })).rejects.toMatchObject({
      code: 'invalid-channels',
    });
  });
});
