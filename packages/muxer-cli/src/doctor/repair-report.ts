/** What repair-report.json beside a clean copy says: where it comes from and what was left out. */
export interface RepairReport {
  readonly repairedFrom: string;
  readonly voxmuxVersion: string;
  readonly manifest: {
    /** `copied` byte for byte, or `concluded` because the recording's own could not be used. */
    readonly origin: 'copied' | 'concluded';
    readonly problem: string | null;
    readonly startSource: string | null;
    readonly startUncertaintyMs: number;
  };
  readonly packets: number;
  readonly leftOut: readonly LeftOutRange[];
  /** Segments without a single packet, and files that are no segments: not copied. */
  readonly filesNotCopied: readonly { readonly file: string; readonly reason: string }[];
  /** What a reader may still find fault with. */
  readonly remarks: readonly string[];
}

export interface LeftOutRange {
  readonly player: string;
  readonly file: string;
  /** First byte of the range in the original segment. */
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly recordsSeen: number;
}
