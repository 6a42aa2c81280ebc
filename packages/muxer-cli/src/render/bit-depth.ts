/** How samples are stored in a WAV: integers of 16 or 24 bits, or 32-bit float. */
export const bitDepths = ['16', '24', '32f'] as const;

export type BitDepth = (typeof bitDepths)[number];
