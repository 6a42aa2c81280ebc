import { describe, expect, test } from '@jest/globals';
import { countChunks, fillChunkOffsets, layOutChunks, sampleToChunkRuns } from './chunk-layout.js';
import type { ChunkPlan } from './chunk-plan.js';

function planOf(
  ...chunks: [trackIndex: number, sampleCount: number, description: number][]
): ChunkPlan {
  return {
    chunkCount: chunks.length,
    trackIndex: Uint32Array.from(chunks, ([track]) => track),
    sampleCount: Uint32Array.from(chunks, ([, count]) => count),
    descriptionIndex: Uint32Array.from(chunks, ([, , description]) => description),
  };
}

describe('layOutChunks', () => {
  test('adds up sizes in the order of the plan, track by track', () => {
    const layout = layOutChunks(planOf([0, 2, 1], [1, 1, 1], [0, 1, 1]), [
      Uint32Array.of(10, 20, 5),
      Uint32Array.of(7),
    ]);
    expect([...layout.firstSample]).toEqual([0, 0, 2]);
    expect([...layout.position]).toEqual([0, 30, 37]);
    expect([...layout.byteLength]).toEqual([30, 7, 5]);
    expect(layout.totalByteLength).toBe(42);
    expect([0, 1].map((track) => countChunks(layout.plan, track))).toEqual([2, 1]);
    const offsets = new Uint32Array(2);
    fillChunkOffsets(layout, 0, 1000, offsets);
    expect([...offsets]).toEqual([1000, 1037]);
  });

  test('counts past 32 bits', () => {
    const layout = layOutChunks(planOf([0, 2, 1], [0, 1, 1]), [
      Uint32Array.of(0xffff_ffff, 0xffff_ffff, 9),
    ]);
    expect([...layout.position]).toEqual([0, 2 * 0xffff_ffff]);
  });

  test.each([1, 3])('refuses a plan of %i samples for a track of two', (sampleCount) => {
    expect(() => layOutChunks(planOf([0, sampleCount, 1]), [Uint32Array.of(1, 1)])).toThrow(
      `moov/trak[0]: found chunks with ${sampleCount} samples in all, expected the track's 2 samples`,
    );
  });
});

test('sampleToChunkRuns joins chunks that are alike and counts only those of its track', () => {
  const plan = planOf([0, 50, 1], [1, 9, 1], [0, 50, 1], [0, 50, 2], [0, 20, 2]);
  expect(sampleToChunkRuns(plan, 0)).toEqual({
    firstChunk: Uint32Array.of(1, 3, 4),
    samplesPerChunk: Uint32Array.of(50, 50, 20),
    sampleDescriptionIndex: Uint32Array.of(1, 2, 2),
  });
});
