import type { AudioFormatName } from './audio-format-name.js';
import type { BitDepth } from './bit-depth.js';

/** What the person asked `render` for; paths are absolute. */
export interface RenderRequest {
  /** Folder of the session; undefined: the recording that comes with voxmux. */
  readonly sessionFolder: string | undefined;
  /** Names of speakers; undefined: all of them. */
  readonly players: readonly string[] | undefined;
  readonly formats: readonly AudioFormatName[];
  readonly bitDepth: BitDepth;
  /** Whether the loudness of a WAV is measured. */
  readonly loudness: boolean;
  readonly outFolder: string;
  readonly start: 'session' | 'first-packet';
  /** Start of a session whose manifest is missing: ISO 8601 with offset, or Unix ms. */
  readonly startTime: string | undefined;
  /** IANA name; undefined: the machine's zone. */
  readonly timeZone: string | undefined;
  readonly frameRate: string;
  /** Speakers rendered at a time where that takes long, at least 1; undefined: one for each core. */
  readonly jobs: number | undefined;
  readonly force: boolean;
  /** Whether files are compared with the recording before they get their names. */
  readonly verify: boolean;
  readonly json: boolean;
}
