/** Keeps a long comparison interruptible, and tells how far it is. */
export interface Pace {
  /** To be called when the comparison of a speaker's file begins. */
  begin(player: string): void;
  /**
   * To be called with the place in the file between pieces of work, and awaited if it gives something
   * to wait for.
   */
  step(fileOffset: number): Promise<void> | undefined;
}
