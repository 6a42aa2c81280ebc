import type { PacketRuns, SampleLayout, SilencePackets, TrackIndex } from '@voxmux/wal-reader';
import type { OutputFile } from '../output-file.js';
import type { AudioFormatName } from './audio-format-name.js';
import type { BitDepth } from './bit-depth.js';
import type { FormatFacts, SessionFacts } from './render-report.js';
import type { FileStart, StartClock } from './start-clock.js';

/** The index of a track whose packets have been placed. */
export type StamplessIndex = Omit<TrackIndex, 'stampMs'>;

/** One speaker's track, planned to the last packet: all that a format needs to write its file. */
export interface TrackRender {
  readonly session: SessionFacts;
  readonly clock: StartClock;
  readonly player: string;
  /** Place among the session's speakers, from 1. */
  readonly trackNumber: number;
  readonly trackCount: number;
  readonly channelCount: 1 | 2;
  readonly start: FileStart;
  readonly index: StamplessIndex;
  readonly runs: PacketRuns;
  readonly silence: SilencePackets;
  /** Sizes and durations of all packets of the file, silence included. */
  readonly layout: SampleLayout;
  readonly recordedPackets: number;
  readonly silenceSamples: number;
}

/** What the person may choose for the formats that have it. */
export interface FormatOptions {
  readonly bitDepth: BitDepth;
  /** Whether loudness is measured, where a format has a place for it. */
  readonly loudness: boolean;
}

/** Where a format writes to, and how it stays interruptible. */
export interface FormatOutput {
  readonly file: OutputFile;
  readonly options: FormatOptions;
  /** To be called between pieces of work, and awaited if it gives something to wait for. */
  readonly breathe: () => Promise<void> | undefined;
}

/** Turns a track's packets into the bytes of one file. */
export interface TrackWriter {
  /**
   * Takes all packets of the file in order, whole ones each time; the bytes are valid until it is
   * done.
   */
  write(packets: Uint8Array): Promise<void> | undefined;
  /** Writes what comes behind the last packet. */
  finish(): WrittenFile;
}

/** What is to be said of a file that was written. */
export interface WrittenFile {
  readonly facts: FormatFacts;
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly string[];
}

/** A kind of file that `render` can write. A further one is a file beside `m4a-format.ts` and a line in `audio-formats.ts`. */
export interface AudioFormat {
  readonly name: AudioFormatName;
  readonly extension: string;
  /** So much work that speakers are worth a thread each. */
  readonly laborious: boolean;
  begin(track: TrackRender, output: FormatOutput): TrackWriter | Promise<TrackWriter>;
}
