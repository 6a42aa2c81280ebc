import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { constantDuration } from './duration-runs.js';
import { layoutOpusFile, type OpusFileLayout } from './opus-file.js';

function assemble(layout: OpusFileLayout, packets: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([layout.header, ...packets, layout.trailer]));
}

const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);

describe('layoutOpusFile', () => {
  test('writes the reference file byte for byte', () => {
    const packets = Array<Uint8Array>(5).fill(SILENCE);
    const layout = layoutOpusFile({
      channelCount: 2,
      packetSizes: Uint32Array.from(packets, (packet) => packet.length),
      packetDurations: constantDuration(5, 960),
      timecode: { timescale: 48000, frameDuration: 960, numberOfFrames: 50, startFrame: 2529361 },
      tags: { title: 'Ana' },
      chunkSeconds: Infinity,
    });
    const file = assemble(layout, packets);
    expect(layout.durationSamples).toBe(4488);
    expect(layout.packetByteLength).toBe(15);
    expect(file.length).toBe(layout.byteLength);
    expect(createHash('sha256').update(file).digest('hex')).toBe(
      '66e72aa1f2bdb076a43fe1ecbd4a332a1a0cc19e1cbdc4ea394f720d27b0dd62',
    );
  });
});
