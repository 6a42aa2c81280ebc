/** The formats that `render` writes, in the order in which help names them. */
export const audioFormatNames = ['m4a', 'bwav'] as const;

export type AudioFormatName = (typeof audioFormatNames)[number];
