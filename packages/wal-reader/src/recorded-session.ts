import type { PlayerKey } from './player-key.js';
import type { SessionManifest } from './session-manifest.js';

/** One segment file of a track. */
export interface Segment {
  /** File name inside the `wal` folder. */
  readonly name: string;
  /** Number in the file name: segments of a track are read in its order. */
  readonly sequence: number;
  /** Size when the folder was looked through. */
  readonly sizeBytes: number;
  /** Byte at which records begin. */
  readonly recordsOffset: number;
  /** The key could not be read from the segment header and was concluded from elsewhere. */
  readonly headerDamaged: boolean;
}

/** All that was recorded of one player. */
export interface Track<S extends Segment = Segment> {
  /** Whose track it is. */
  readonly key: PlayerKey;
  /** In the numeric order of their sequence. */
  readonly segments: readonly S[];
}

/** A file in the `wal` folder that gives no records. */
export interface PassedOverFile {
  /** File name inside the `wal` folder. */
  readonly name: string;
  /** Size when the folder was looked through. */
  readonly sizeBytes: number;
  /** Why it gives none, for programs. */
  readonly why: 'foreign-name' | 'foreign-content' | 'empty' | 'cut-header' | 'no-records';
  /** The same in plain words. */
  readonly reason: string;
}

/** A session as it lies in its folder; no packet has been read for it. */
export interface RecordedSession<S extends Segment = Segment> {
  /** What session.json says. */
  readonly manifest: SessionManifest;
  /** Those who have audio, in the order of their names' code points. */
  readonly tracks: readonly Track<S>[];
  /** Files that give no records, in the order of their names. */
  readonly passedOver: readonly PassedOverFile[];
}
