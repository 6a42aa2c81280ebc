import type { AudioFormatName } from './audio-format-name.js';

/** What the person asked `render` for; paths are absolute. */
export interface RenderRequest {
  /** Folder of the session; undefined: the recording that comes with voxmux. */
  readonly sessionFolder: string | undefined;
  /** Names of speakers; undefined: all of them. */
  readonly players: readonly string[] | undefined;
  readonly formats: readonly AudioFormatName[];
  readonly outFolder: string;
  readonly start: 'session' | 'first-packet';
  /** Start of a session whose manifest is missing: ISO 8601 with offset, or Unix ms. */
  readonly startTime: string | undefined;
  /** IANA name; undefined: the machine's zone. */
  readonly timeZone: string | undefined;
  readonly frameRate: string;
  readonly force: boolean;
  readonly json: boolean;
}
