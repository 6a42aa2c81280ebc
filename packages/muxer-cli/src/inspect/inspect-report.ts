import type { BoxSummary } from '@voxmux/isobmff';

/** What `inspect` found: printed as it is under `--json`, as text otherwise. */
export type InspectReport = MovieReport | WaveReport;

interface FileFacts {
  readonly file: string;
  readonly bytes: number;
  /** What is wrong with the file; empty if nothing was found. */
  readonly damage: readonly DamageFacts[];
}

export interface DamageFacts {
  readonly code: string;
  /** Byte offset in the file, where there is one. */
  readonly offset: number | null;
  /** Place, what was found there and what was expected. */
  readonly message: string;
}

/** An ISO base media file: MP4, M4A, MOV. */
export interface MovieReport extends FileFacts {
  readonly format: 'mp4';
  /** Null without a movie box that can be read. */
  readonly layout: 'flat' | 'fragmented' | null;
  readonly majorBrand: string | null;
  readonly compatibleBrands: readonly string[];
  /** ISO 8601, UTC; null if not set. */
  readonly createdAt: string | null;
  /** Ticks a second of the movie; null without a movie box. */
  readonly timescale: number | null;
  /** Of the longest track; null if unknown. */
  readonly durationSeconds: number | null;
  /** Movie fragments (`moof`). */
  readonly fragments: number;
  readonly tracks: readonly TrackFacts[];
  readonly tags: readonly TagFacts[];
  /** All boxes, if they were asked for, or the movie could not be read. */
  readonly boxes?: readonly BoxSummary[];
}

export interface TrackFacts {
  readonly trackId: number;
  /** `video`, `audio`, `timecode`, or the handler's four characters. */
  readonly kind: string;
  readonly handlerName: string;
  readonly enabled: boolean;
  /** Type of the first sample description; of encrypted media what it is in the clear. */
  readonly codec: string;
  /** Encryption scheme, such as `cenc`; null in the clear. */
  readonly encryption: string | null;
  readonly sampleDescriptions: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  /** Three letters, or the number of a Macintosh language. */
  readonly language: string | number;
  /** Ticks a second. */
  readonly timescale: number;
  /** Of the media, in ticks; null if its samples cannot be read. */
  readonly durationTicks: number | null;
  readonly durationSeconds: number | null;
  readonly samples: number | null;
  readonly syncSamples: number | null;
  readonly sampleBytes: number | null;
  readonly edits: readonly EditFacts[];
  readonly references: readonly { readonly type: string; readonly trackIds: readonly number[] }[];
  readonly timecode?: TimecodeFacts;
}

export interface EditFacts {
  /** In fragmented files 0 means "to the end". */
  readonly durationSeconds: number | null;
  /** In ticks of the media; -1: nothing is shown. */
  readonly mediaTime: number;
  readonly mediaRate: number;
}

export interface TimecodeFacts {
  /** Label of the first frame; null if it cannot be told. */
  readonly start: string | null;
  readonly frameRate: string | null;
  readonly startFrame: number | null;
  readonly reel: string | null;
}

export interface TagFacts {
  /** `title`, `com.voxmux:PLAYER`, `©TIM`, `com.apple.quicktime.title` … */
  readonly name: string;
  readonly value: string;
}

/** A WAVE file. */
export interface WaveReport extends FileFacts {
  readonly format: 'wav';
  readonly container: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** Of the wave format registry: 1 PCM, 3 IEEE float. */
  readonly formatTag: number;
  readonly frames: number;
  readonly durationSeconds: number | null;
  readonly bext: BroadcastExtensionFacts | null;
  readonly iXml: IXmlFacts | null;
  readonly markers: readonly { readonly frame: number; readonly label: string | null }[];
  readonly chunks: readonly {
    readonly id: string;
    readonly offset: number;
    readonly byteLength: number;
  }[];
}

export interface BroadcastExtensionFacts {
  readonly version: number;
  readonly description: string;
  readonly originator: string;
  readonly originatorReference: string;
  readonly originationDate: string;
  readonly originationTime: string;
  /** Samples since midnight. */
  readonly timeReference: number;
  /** The same as a time of day, to the millisecond. */
  readonly timeOfDay: string | null;
  /** 128 hexadecimal digits. */
  readonly umid: string | null;
  readonly loudness: Readonly<Record<string, number>>;
  readonly codingHistory: string;
}

export interface IXmlFacts {
  readonly project: string | null;
  readonly scene: string | null;
  readonly take: string | null;
  readonly tape: string | null;
  readonly note: string | null;
  readonly fileUid: string | null;
  /** Rate of the timecode and the label on which the file begins. */
  readonly timecodeRate: string | null;
  readonly timecode: string | null;
  readonly tracks: readonly string[];
}
