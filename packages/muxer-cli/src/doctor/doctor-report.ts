import type { ManifestFinding } from './manifest-finding.js';

/**
 * What became of a recording:
 *
 * - `whole`: nothing is missing
 * - `crashed`: it ended without warning, as a crash or power loss does; all but the last moment is there
 * - `damaged`: something in it was changed or has gone
 * - `empty`: nobody spoke
 */
export type Verdict = 'whole' | 'crashed' | 'damaged' | 'empty';

/** What `doctor` found: printed as it is under `--json`, as text otherwise. */
export interface DoctorReport {
  readonly folder: string;
  readonly verdict: Verdict;
  readonly timeZone: string;
  readonly manifest: ManifestFacts;
  readonly tracks: readonly ExaminedTrack[];
  /** Files in the `wal` folder that give no records. */
  readonly passedOver: readonly PassedOverFacts[];
  readonly saved: {
    readonly packets: number;
    readonly packetBytes: number;
    readonly talkMs: number;
  };
  readonly lost: {
    /** Bytes of segments that gave no packet. */
    readonly bytes: number;
    /** Beginnings of records seen in them: at least so many were lost. */
    readonly recordsAtLeast: number;
  };
  /** The last packet's end, on the session's clock; null without one that bears a stamp. */
  readonly lastPacketEndMs: number | null;
  /** Someone is still recording: this is what was there. */
  readonly stillRecording: boolean;
  /** For a POSIX shell; null if there is nothing to render. */
  readonly renderCommand: string | null;
  readonly repair: RepairFacts | null;
}

export interface ManifestFacts extends ManifestFinding {
  /** `manifest.startTimestampMs` on the clock of the zone, ISO 8601 with offset. */
  readonly startTime: string | null;
}

export interface ExaminedTrack {
  readonly player: string;
  /** Whose: the local microphone's, or heard from the network; null without a packet. */
  readonly kind: 'input' | 'output' | null;
  readonly packets: number;
  readonly packetBytes: number;
  /** Duration of all packets, without pauses. */
  readonly talkMs: number;
  readonly firstStampMs: number | null;
  readonly lastStampMs: number | null;
  readonly unstampedPackets: number;
  /** With a stamp from before the pause that they follow. */
  readonly stalePackets: number;
  readonly latePackets: number;
  /** Written out of order. */
  readonly movedPackets: number;
  /** Recorded twice; rendered once. */
  readonly duplicatePackets: number;
  /** Own estimate of how far packets can be placed from where they were spoken; null without stamps. */
  readonly estimatedErrorMs: number | null;
  /** Numbers that are missing in the sequence of segments, as `3` or `5-7`. */
  readonly missingSegments: readonly string[];
  readonly segments: readonly ExaminedSegment[];
  /** Further damaged regions that are counted but not listed. */
  readonly unlistedDamage: number;
}

export interface ExaminedSegment {
  readonly file: string;
  readonly bytes: number;
  readonly packets: number;
  /** Its header is broken, and the player was concluded from elsewhere. */
  readonly headerDamaged: boolean;
  /** It became longer while it was read. */
  readonly grewWhileRead: boolean;
  readonly damage: readonly DamageFinding[];
}

export interface DamageFinding {
  readonly kind: string;
  readonly reason: string;
  /** First byte of the region in the segment file. */
  readonly offset: number;
  readonly length: number;
  readonly recordsSeen: number;
  /** Stamps of the good records on both sides, where there are any. */
  readonly stampBeforeMs: number | null;
  readonly stampAfterMs: number | null;
}

export interface PassedOverFacts {
  readonly file: string;
  readonly bytes: number;
  readonly why: string;
  readonly reason: string;
}

export interface RepairFacts {
  /** The clean copy. */
  readonly folder: string;
  readonly packets: number;
  readonly bytes: number;
  readonly leftOutBytes: number;
}
