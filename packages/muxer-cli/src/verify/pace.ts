/** Called with the place in the file between pieces of work, and awaited if it gives something to wait for. */
export type Pace = (fileOffset: number) => Promise<void> | undefined;
