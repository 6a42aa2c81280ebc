// What the types of @voxmux/wal-reader promise and refuse, compiled as a program of a user's would be.
import {
  blobReader,
  copyPackets,
  estimatePlacement,
  indexTrackAsync,
  layOutSamples,
  opusPacketStream,
  planTimeline,
  sessionFromFiles,
  WalReaderError,
  type InputHeader,
  type PacketIndex,
  type PacketRuns,
  type RecordHeader,
  type SessionManifest,
  type SilenceChunk,
  type SilencePackets,
  type Track,
  type TrackIndex,
  type WalReaderErrorCode,
} from '@voxmux/wal-reader';
import { indexTrack, openSegments, openSession } from '@voxmux/wal-reader/node';
import { expectType } from './same-type.js';

declare const silence: SilencePackets;
declare const header: RecordHeader;
declare const bare: Track;

// From a folder to packets.
const { manifest, tracks } = openSession('path/to/session');
expectType<SessionManifest>()(manifest);
for (const track of tracks) {
  const index = indexTrack(track);
  expectType<TrackIndex>()(index);
  expectType<Uint32Array>()(index.stampMs);
  const plan = planTimeline(estimatePlacement(index), { originSamples: 0 });
  const runs: PacketRuns = plan;
  const columns: PacketIndex = index;
  layOutSamples(columns, runs, silence);
  const reader = openSegments(track);
  expectType<number>()(copyPackets({ index, runs, silence }, reader, () => undefined));
  const stream = opusPacketStream({
    index,
    runs,
    reader,
    player: track.key.text,
    session: manifest,
  });
  expectType<48000>()(stream.info.sampleRate);
  for (const chunk of stream) {
    if (chunk.kind === 'packet') expectType<Uint8Array>()(chunk.data);
    else expectType<SilenceChunk>()(chunk);
  }
  // @ts-expect-error columns are to be read
  index.rowCount = 0;
  // @ts-expect-error a plan begins somewhere
  planTimeline(estimatePlacement(index));
}
// @ts-expect-error a track that was not opened from files has no paths
indexTrack(bare);

// From a folder that was chosen in a browser.
export async function fromFiles(files: Iterable<{ readonly path: string; readonly blob: Blob }>) {
  const session = await sessionFromFiles(files);
  for (const track of session.tracks) {
    expectType<TrackIndex>()(await indexTrackAsync(track));
    expectType<Promise<number>>()(blobReader(track).readInto(0, 0, new Uint8Array(1)));
  }
}
// @ts-expect-error files come with their path
void sessionFromFiles([new Blob([])]);

// What a header says depends on its kind.
if (header.kind === 'output') expectType<boolean>()(header.isSpatial);
// @ts-expect-error the local microphone has no listener
export type Listener = InputHeader['listenerMetadata'];
const player = header.emitterMetadata.playerData;
if (player?.game === 'minecraft') {
  expectType<'overworld' | 'the_end' | 'nether' | 'death'>()(player.dimension);
}

// Errors say what kind they are, and where.
export function isManifestMissing(error: unknown): boolean {
  if (!(error instanceof WalReaderError)) return false;
  expectType<WalReaderErrorCode>()(error.code);
  expectType<number | undefined>()(error.offset);
  // @ts-expect-error no such code
  if (error.code === 'oops') return false;
  return error.code === 'manifest-missing';
}
