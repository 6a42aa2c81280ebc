/** Neighbouring packets that are looked at together, again and again in even distances. */
export interface Sampling {
  readonly length: number;
  /** From the beginning of one sample to that of the next. */
  readonly distance: number;
}

/**
 * Samples of a long track that tell what is usual in it; of a short track, all of it.
 * @param packetCount in the track.
 * @param length of a sample, in packets.
 * @param samples how many are enough.
 */
export function sampling(packetCount: number, length: number, samples: number): Sampling {
  if (packetCount <= length * samples) return { length: packetCount, distance: packetCount };
  return { length, distance: Math.floor(packetCount / samples) };
}
