import { IsobmffError, type MovieTags, readMovie, tagsOf } from '@voxmux/isobmff';
import {
  formatTimecode,
  frameRateName,
  type Timecode,
  timecodeAt,
  TimecodeError,
  timecodeOfSample,
} from '@voxmux/timecode';
import {
  estimatePlacement,
  type Placement,
  planTimeline,
  type TimelinePlan,
} from '@voxmux/wal-reader';
import { openSegments, type SessionFolder } from '@voxmux/wal-reader/node';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { indexWithProgress } from '../index-with-progress.js';
import { createBreather } from '../interruption.js';
import { silentProgress } from '../progress.js';
import { byteWindow } from './byte-window.js';
import { checkHeaders, compare, type RenderedTracks, renderedTracks } from './check-headers.js';
import { comparePackets } from './check-packets.js';
import type { Difference } from './difference.js';

/** What came of comparing a file with the recording. */
export interface Verification {
  readonly file: string;
  /** Null if the file does not say whose it is. */
  readonly player: string | null;
  /** The first thing that differs; null: the file holds the recording. */
  readonly difference: Difference | null;
  /** Recorded packets that were found, all of them bit for bit. */
  readonly packets: number;
  readonly silenceSamples: number;
}

/**
 * Compares a rendered M4A with the recording, from the codec's configuration to the last packet.
 *
 * Nothing of the renderer's writing is used: the file is read by its tables, the recording by its
 * records, and the timeline is planned anew.
 */
export async function verifyM4a(
  file: string,
  session: SessionFolder,
  signal: AbortSignal,
): Promise<Verification> {
  const descriptor = openSync(file, 'r');
  let player: string | null = null;
  const differs = (difference: Difference): Verification => {
    return { file, player, difference, packets: 0, silenceSamples: 0 };
  };
  try {
    const readInto = (position: number, target: Uint8Array): number =>
      readSync(descriptor, target, 0, target.length, position);
    const movie = await readMovie({
      byteLength: fstatSync(descriptor).size,
      read(offset, length) {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readInto(offset, bytes));
      },
    });
    const tags = tagsOf(movie.box);
    const facts = new Map(tags.freeform.map(({ name, value }) => [name, value]));
    player = facts.get('PLAYER') ?? tags.title ?? null;

    const tracks = renderedTracks(movie);
    if ('what' in tracks) return differs(tracks);
    const samples = tracks.audio.samples();
    const recorded = session.tracks.find(({ key }) => key.text === player);
    if (recorded === undefined) {
      const expected = session.tracks.map(({ key }) => `'${key.text}'`).join(' or ');
      return differs({ what: 'tag', found: `the player '${player ?? ''}'`, expected });
    }

    const index = await indexWithProgress(recorded, silentProgress, signal);
    const start = findStart(tracks, facts, session, estimatePlacement(index));
    if ('what' in start) return differs(start);
    const plan = planTimeline(start.placement, { originSamples: start.originSamples });
    const [difference] = [
      ...checkTags(tags, facts, session, start, plan),
      ...checkHeaders(movie, tracks, index.stereoPacketCount > 0 ? 2 : 1),
    ];
    if (difference !== undefined) return differs(difference);

    const segments = openSegments(recorded);
    try {
      const breathe = createBreather(signal);
      const steps = comparePackets({
        samples,
        file: byteWindow(readInto),
        ...{ index, plan, segments },
      });
      for (;;) {
        const { done, value } = steps.next();
        if (done !== true) {
          if (value % 4096 === 0) await breathe();
        } else if ('what' in value) return differs(value);
        else return { file, player, difference: null, ...value };
      }
    } finally {
      segments.close();
    }
  } catch (error) {
    if (!(error instanceof IsobmffError)) throw error;
    const { offset, path, found, expected } = error;
    const place = path === '' ? '' : ` in ${path}`;
    return differs({
      what: 'file-structure',
      found: `${found}${place}`,
      expected,
      fileOffset: offset,
    });
  } finally {
    closeSync(descriptor);
  }
}

/** Where the file begins, as its timecode says and the recording confirms. */
interface ConfirmedStart {
  readonly placement: Placement;
  readonly timecode: Timecode;
  readonly originSamples: number;
}

/** A file begins on the frame of the session's start, or on that of its first packet. */
function findStart(
  { timecode: track }: RenderedTracks,
  facts: ReadonlyMap<string, string>,
  session: SessionFolder,
  placement: Placement,
): ConfirmedStart | Difference {
  const { timecode: entry } = track;
  if (entry?.startFrame === undefined) {
    return { what: 'timecode', found: 'no first frame', expected: 'one' };
  }
  const timeZone = facts.get('TIME_ZONE') ?? 'UTC';
  const labels: string[] = [];
  try {
    const timecode = timecodeOfSample(entry, entry.startFrame);
    const firstPacket = Math.max(0, Math.floor(placement.startSamples[0] ?? 0));
    for (const offsetSamples of [0, firstPacket]) {
      const { frameRate } = timecode;
      const instant = session.manifest.startTimestampMs;
      const expected = timecodeAt({ instant, timeZone, frameRate, offsetSamples });
      if (expected.frameNumber === timecode.frameNumber) {
        const { numerator, denominator } = expected.remainderSamples;
        return { placement, timecode, originSamples: offsetSamples - numerator / denominator };
      }
      labels.push(expected.text);
    }
    return {
      what: 'timecode',
      found: formatTimecode(timecode),
      expected: `${labels[0] ?? ''}, where the session starts, or ${labels[1] ?? ''}, where its first packet does (${timeZone})`,
    };
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    return { what: 'timecode', found: error.found, expected: error.expected };
  }
}

function* checkTags(
  tags: MovieTags,
  facts: ReadonlyMap<string, string>,
  { manifest }: SessionFolder,
  { timecode, originSamples }: ConfirmedStart,
  plan: TimelinePlan,
): Generator<Difference> {
  const expected: Record<string, string> = {
    START_TIMESTAMP: String(manifest.startTimestampMs),
    START_OFFSET_SAMPLES: String(originSamples),
    START_TIMECODE: formatTimecode(timecode),
    TIMECODE_RATE: frameRateName(timecode.frameRate),
    PACKET_COUNT: String(plan.packetCount),
    ...(manifest.sessionId === '' ? {} : { SESSION_ID: manifest.sessionId }),
  };
  for (const [name, value] of Object.entries(expected)) {
    yield* compare('tag', `${name} ${facts.get(name) ?? 'missing'}`, `${name} ${value}`);
  }
  yield* compare(
    'tag',
    `the title '${tags.title ?? ''}'`,
    `the title '${facts.get('PLAYER') ?? ''}'`,
  );
}
