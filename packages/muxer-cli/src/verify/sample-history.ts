/** The last samples that were expected, to tell what a difference is. */
export interface SampleHistory {
  /** Adds samples, an array for each channel, or silence. */
  add(channels: readonly Float32Array[] | undefined, first: number, frameCount: number): void;
  /** The samples held, oldest first, an array for each channel. */
  held(): Float32Array[];
}

/** @param capacity frames that are held at least, once so many were added */
export function createSampleHistory(channelCount: number, capacity: number): SampleHistory {
  const rings = Array.from({ length: channelCount }, () => new Float32Array(2 * capacity));
  let filled = 0;

  /** Makes room by letting go of all but the last `capacity` frames. */
  function makeRoom(frameCount: number): void {
    if (filled + frameCount <= 2 * capacity) return;
    const kept = Math.min(filled, capacity);
    for (const ring of rings) ring.copyWithin(0, filled - kept, filled);
    filled = kept;
  }

  return {
    add(channels, first, frameCount) {
      // Of hours of silence only the end matters.
      for (let done = Math.max(0, frameCount - 2 * capacity); done < frameCount;) {
        const count = Math.min(capacity, frameCount - done);
        makeRoom(count);
        for (const [channel, ring] of rings.entries()) {
          const samples = channels?.[channel];
          if (samples) {
            ring.set(samples.subarray(first + done, first + done + count), filled);
          } else {
            ring.fill(0, filled, filled + count);
          }
        }
        filled += count;
        done += count;
      }
    },
    held: () => rings.map((ring) => ring.slice(0, filled)),
  };
}
