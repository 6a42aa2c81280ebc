import type { PacketRuns, SampleLayout, SilencePackets, TrackIndex } from '@voxmux/wal-reader';
import type { OutputFile } from '../output-file.js';
import type { AudioFormatName } from './audio-format-name.js';
import { m4aFormat } from './m4a-format.js';
import type { SessionFacts } from './render-report.js';
import type { FileStart, StartClock } from './start-clock.js';

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
  readonly index: TrackIndex;
  readonly runs: PacketRuns;
  readonly silence: SilencePackets;
  /** Sizes and durations of all packets of the file, silence included. */
  readonly layout: SampleLayout;
  readonly recordedPackets: number;
  readonly silenceSamples: number;
}

/** Turns a track's packets into the bytes of one file. */
export interface TrackWriter {
  /** Takes all packets of the file in order, whole ones each time; the bytes are valid until it returns. */
  write(packets: Uint8Array): void;
  /** Writes what comes behind the last packet. */
  finish(): void;
}

/** A kind of file that `render` can write. A further one is a file beside `m4a-format.ts` and a line below. */
export interface AudioFormat {
  readonly name: AudioFormatName;
  readonly extension: string;
  begin(track: TrackRender, output: OutputFile): TrackWriter;
}

const audioFormats: Readonly<Record<AudioFormatName, AudioFormat>> = { m4a: m4aFormat };

export function audioFormat(name: AudioFormatName): AudioFormat {
  return audioFormats[name];
}
