import type { PassedOverFile, RecordedSession, Segment, Track } from './recorded-session.js';
import type { TrackIndex } from './packet-index.js';
import type { AsyncSegmentReader, PassOptions } from './segment-reader.js';
import type { SessionManifest } from './session-manifest.js';
import { parseSessionManifest } from './session-manifest.js';
import type { WalFile } from './track-gathering.js';
import { gatherTracks, headSize } from './track-gathering.js';
import { indexSegments } from './track-indexer.js';
import { WalReaderError } from './wal-reader-error.js';

/** What is needed of a `Blob` or `File`. */
export interface BlobLike {
  /** Bytes. */
  readonly size: number;
  /** Bytes `start` to `end`, which is not among them. */
  slice(
    start: number,
    end: number,
  ): {
    /** Reads the bytes. */
    arrayBuffer(): Promise<ArrayBuffer>;
  };
}

/** A file of a session, as a folder chosen in a browser gives it. */
export interface SessionFile {
  /** Path with `/` between its parts, from any folder above the session or from the session itself. */
  readonly path: string;
  /** Its content. */
  readonly blob: BlobLike;
}

/** A segment as a blob. */
export interface SegmentBlob extends Segment {
  /** Content of the file. */
  readonly blob: BlobLike;
}

/**
 * Makes a session of files that are no files of a file system, such as those dropped on a page.
 * The session is where session.json lies; of several the one highest up.
 * @param manifest is taken in place of session.json, which need not be there then.
 * @throws WalReaderError `manifest-missing`, `manifest-not-json` or `manifest-field`.
 * @example
 * const files = [...input.files].map((blob) => ({ path: blob.webkitRelativePath, blob }));
 * const session = await sessionFromFiles(files);
 */
export async function sessionFromFiles(
  files: Iterable<SessionFile>,
  manifest?: SessionManifest,
): Promise<RecordedSession<SegmentBlob>> {
  const all = [...files];
  const manifestFile = highest(all.filter(({ path }) => /(^|\/)session\.json$/u.test(path)));
  const known = manifest ?? (await readManifestFile(manifestFile));
  return { manifest: known, ...(await readTrackFiles(all, manifestFile, known)) };
}

async function readManifestFile(file: SessionFile | undefined): Promise<SessionManifest> {
  if (file === undefined) {
    throw new WalReaderError('manifest-missing', 'there is no session.json among the files', {
      expected: 'the manifest that the recorder writes when it starts',
    });
  }
  return parseSessionManifest(await readBlob(file.blob, 0, file.blob.size), file.path);
}

async function readTrackFiles(
  files: readonly SessionFile[],
  manifestFile: SessionFile | undefined,
  { emitterPlayer, participants }: SessionManifest,
): Promise<{
  readonly tracks: readonly Track<SegmentBlob>[];
  readonly passedOver: readonly PassedOverFile[];
}> {
  const walFiles: (WalFile & { blob: BlobLike })[] = [];
  for (const { path, blob } of files) {
    if (!isWalFolder(folderOf(path), manifestFile)) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    let head: Uint8Array = new Uint8Array();
    for (let wanted = headSize(name, blob.size, head); wanted > head.length;) {
      head = await readBlob(blob, 0, wanted);
      wanted = headSize(name, blob.size, head);
    }
    walFiles.push({ name, blob, sizeBytes: blob.size, head });
  }
  return gatherTracks(walFiles, ({ blob }, segment): SegmentBlob => ({ ...segment, blob }), [
    emitterPlayer,
    ...participants,
  ]);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isWalFolder(folder: string, manifestFile: SessionFile | undefined): boolean {
  if (manifestFile === undefined) return folder.split('/').at(-1) === 'wal';
  const session = folderOf(manifestFile.path);
  return folder === (session === '' ? 'wal' : `${session}/wal`);
}

/** Reads a track's segments from their blobs. */
export function blobReader(track: Pick<Track<SegmentBlob>, 'segments'>): AsyncSegmentReader {
  return {
    async readInto(segment, position, target) {
      const blob = track.segments[segment]?.blob;
      if (blob === undefined) throw new RangeError(`the track has no segment number ${segment}`);
      const bytes = await readBlob(blob, position, Math.min(blob.size, position + target.length));
      target.set(bytes);
      return bytes.length;
    },
  };
}

/**
 * Indexes a track of blobs: reads its segments from beginning to end and makes one row per packet.
 * @param options `onProgress` is told the bytes read so far.
 * @throws WalReaderError `segment-shrank`, and the reason of an aborted signal.
 */
export async function indexTrackAsync(
  track: Track<SegmentBlob>,
  options: PassOptions = {},
): Promise<TrackIndex> {
  const reader = blobReader(track);
  const steps = indexSegments(track.segments);
  let bytesRead = 0;
  let step = steps.next();
  while (!step.done) {
    options.signal?.throwIfAborted();
    const wanted = step.value;
    if (wanted.kind === 'size') {
      step = steps.next(track.segments[wanted.segment]?.blob.size ?? 0);
    } else {
      const count = await reader.readInto(wanted.segment, wanted.position, wanted.target);
      bytesRead += count;
      step = steps.next(count);
      options.onProgress?.(bytesRead);
    }
  }
  return step.value;
}

async function readBlob(blob: BlobLike, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await blob.slice(start, end).arrayBuffer());
}

function highest(files: readonly SessionFile[]): SessionFile | undefined {
  const depth = ({ path }: SessionFile) => path.split('/').length;
  return files.toSorted((a, b) => depth(a) - depth(b))[0];
}
