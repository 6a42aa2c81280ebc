import {
  IsobmffError,
  type MovieTags,
  OPUS_PRE_SKIP,
  readMovie,
  requireBox,
  tagsOf,
} from '@voxmux/isobmff';
import {
  formatTimecode,
  frameRateName,
  type Timecode,
  TimecodeError,
  timecodeOfSample,
} from '@voxmux/timecode';
import {
  type Placement,
  planTimeline,
  SAMPLES_PER_UNIT,
  type TimelinePlan,
} from '@voxmux/wal-reader';
import { openSegments } from '@voxmux/wal-reader/node';
import { checkHeaders, type RenderedTracks, renderedTracks } from './check-headers.js';
import { comparePackets } from './check-packets.js';
import { compareTexts, type Difference } from './difference.js';
import { possibleStarts } from './file-start.js';
import type { OpenedFile } from './opened-file.js';
import { recordedPackets } from './recorded-packets.js';
import type { RecordedSpeaker, Recording, RecordingReader } from './recording.js';
import { renderedPackets } from './rendered-packets.js';
import { differing, type Verification } from './verification.js';
import type { Pace } from './pace.js';

/**
 * Compares a rendered M4A with the recording, from the codec's configuration to the last packet.
 *
 * Nothing of the renderer's writing is used: the file is read by its tables, the recording by its
 * records, and the timeline is planned anew.
 */
export async function verifyM4a(
  file: OpenedFile,
  reader: RecordingReader,
  pace: Pace,
): Promise<Verification> {
  let player: string | null = null;
  const differs = (difference: Difference): Verification => differing('m4a', player, difference);
  try {
    player = playerOf(await readTags(file));
    const { speakers } = reader.recording;
    const speaker = speakers.find(({ track }) => track.key.text === player);
    if (speaker === undefined) {
      const expected = speakers.map(({ track }) => `'${track.key.text}'`).join(' or ');
      return differs({ what: 'tag', found: `the player '${player ?? ''}'`, expected });
    }

    // Read again: meanwhile the log has been indexed, which takes the most memory of all.
    const { index, placement } = await reader.track(speaker);
    const movie = await readMovie(file);
    const tags = tagsOf(movie.box);
    const facts = factsOf(tags);
    const tracks = renderedTracks(movie, file.byteLength);
    if ('what' in tracks) return differs(tracks);
    const start = findStart(tracks, facts, reader.recording, placement);
    if ('what' in start) return differs(start);
    const plan = planTimeline(placement, {
      originSamples: start.originSamples,
      longerThanSamples: OPUS_PRE_SKIP,
    });
    const [difference] = [
      ...checkTags(tags, facts, reader.recording, speaker, start, plan),
      ...checkHeaders(movie, tracks, index.stereoPacketCount > 0 ? 2 : 1),
    ];
    if (difference !== undefined) return differs(difference);

    const segments = openSegments(speaker.track);
    try {
      const tables = requireBox(tracks.audio.box, 'mdia/minf/stbl');
      const steps = comparePackets({
        file: renderedPackets(tables, file.byteLength, file.window(), SAMPLES_PER_UNIT),
        log: recordedPackets(index, segments),
        ...{ index, plan },
      });
      pace.begin(speaker.track.key.text);
      for (;;) {
        const { done, value } = steps.next();
        if (done !== true) await pace.step(value);
        else if ('what' in value) return differs(value);
        else return { format: 'm4a', player, difference: null, ...value, wave: null };
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
  }
}

async function readTags(file: OpenedFile): Promise<MovieTags> {
  return tagsOf((await readMovie(file)).box);
}

/** Facts of the session, as the renderer puts them into freeform tags. */
function factsOf({ freeform = [] }: MovieTags): ReadonlyMap<string, string> {
  return new Map(freeform.map(({ name, value }) => [name, value]));
}

function playerOf(tags: MovieTags): string | null {
  return factsOf(tags).get('PLAYER') ?? tags.title ?? null;
}

/** Where the file begins, as its timecode says and the recording confirms. */
interface ConfirmedStart {
  readonly timecode: Timecode;
  readonly originSamples: number;
}

function findStart(
  { timecode: track }: RenderedTracks,
  facts: ReadonlyMap<string, string>,
  { startTimestampMs }: Recording,
  placement: Placement,
): ConfirmedStart | Difference {
  const { timecode: entry } = track;
  if (entry?.startFrame === undefined) {
    return { what: 'timecode', found: 'no first frame', expected: 'one' };
  }
  const timeZone = facts.get('TIME_ZONE') ?? 'UTC';
  try {
    const timecode = timecodeOfSample(entry, entry.startFrame);
    const starts = possibleStarts(startTimestampMs, placement, timeZone, timecode.frameRate);
    for (const { timecode: expected, originSamples } of starts) {
      if (expected.frameNumber === timecode.frameNumber) return { timecode, originSamples };
    }
    const expected = starts.map(({ timecode: { text }, reason }) => `${text}, ${reason}`);
    return {
      what: 'timecode',
      found: formatTimecode(timecode),
      expected: `${expected.join(', or ')} (${timeZone})`,
    };
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    return { what: 'timecode', found: error.found, expected: error.expected };
  }
}

function* checkTags(
  tags: MovieTags,
  facts: ReadonlyMap<string, string>,
  recording: Recording,
  speaker: RecordedSpeaker,
  { timecode, originSamples }: ConfirmedStart,
  plan: TimelinePlan,
): Generator<Difference> {
  const totalUnits = plan.packetUnits + plan.silenceUnitsTotal;
  const presentedSamples = totalUnits * SAMPLES_PER_UNIT - OPUS_PRE_SKIP;
  const expected: Record<string, string> = {
    START_TIMESTAMP: String(recording.startTimestampMs),
    START_OFFSET_SAMPLES: String(originSamples),
    START_TIMECODE: formatTimecode(timecode),
    TIMECODE_RATE: frameRateName(timecode.frameRate),
    DURATION_MS: String(Math.round(presentedSamples / 48)),
    PACKET_COUNT: String(plan.packetCount),
    FILLED_SAMPLES: String(plan.silenceUnitsTotal * SAMPLES_PER_UNIT),
    ...(recording.id === null ? {} : { SESSION_ID: recording.id }),
  };
  for (const [name, value] of Object.entries(expected)) {
    yield* compareTexts('tag', `${name} ${facts.get(name) ?? 'missing'}`, `${name} ${value}`);
  }
  const player = facts.get('PLAYER') ?? '';
  yield* compareTexts('tag', `the title '${tags.title ?? ''}'`, `the title '${player}'`);
  yield* compareTexts('tag', `the artist '${tags.artist ?? ''}'`, `the artist '${player}'`);
  const album = recording.id ?? tags.album ?? '';
  yield* compareTexts('tag', `the album '${tags.album ?? ''}'`, `the album '${album}'`);
  const number = String(tags.track?.number ?? 'missing');
  yield* compareTexts('tag', `track number ${number}`, `track number ${speaker.number}`);
}
