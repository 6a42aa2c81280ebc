/** What the person asked `verify` for; paths are absolute. */
export interface VerifyRequest {
  readonly sessionFolder: string;
  /** Start of a session whose manifest is missing, as it was given to `render`. */
  readonly startTime: string | undefined;
  /** Rendered files, or folders of them. */
  readonly targets: readonly string[];
  /** Names of speakers; undefined: all of them. */
  readonly players: readonly string[] | undefined;
  readonly json: boolean;
}
