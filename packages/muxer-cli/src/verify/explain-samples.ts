import type { SampleComparison } from './compare-samples.js';
import { type Difference, type DifferenceKind, millisecondsText } from './difference.js';
import type { ExpectedPiece } from './expected-samples.js';

/** Where a WAV differs for the first time, with what was expected before and is expected from there on. */
export interface SampleScene extends Pick<
  SampleComparison,
  'file' | 'data' | 'comparer' | 'channelCount' | 'expected' | 'log'
> {
  /** The last samples that agreed, an array for each channel. */
  readonly before: readonly Float32Array[];
  /** The piece that differs, and how many of its frames agree. */
  readonly piece: ExpectedPiece;
  readonly agreeing: number;
  /** The piece's first frame in the file. */
  readonly frame: number;
}

/** Shifts of up to a second are told from other sound. */
const longestShift = 48000;

/** Sound is known again by 50 ms of it, or by what is left of the file if that is at least 10 ms. */
const likenessFrames = 2400;
const leastLikenessFrames = 480;

/** Quieter samples are too alike to know sound by them: 16 steps of 16 bits. */
const telling = 16 / 2 ** 15;

/** Names what happened to samples that are not as expected, and says where. */
export async function explainSamples(scene: SampleScene): Promise<Difference> {
  const { data, comparer, channelCount, piece, log, agreeing } = scene;
  const { packet, row, recorded } = piece;
  const stride = comparer.byteLength * channelCount;
  const frame = scene.frame + agreeing;
  const place = {
    packet,
    timeSeconds: frame / 48000,
    fileOffset: data.offset + frame * stride,
    ...(row < 0 ? {} : log.place(row)),
  };
  if (frame >= data.frameCount) {
    const what = recorded ? 'samples-missing' : 'silence-missing';
    const expected = recorded ? 'the sound of a recorded packet' : 'silence up to the next packet';
    return { what, found: 'the end of the audio', expected, ...place };
  }
  const surroundings = await lookAround(scene);
  return { ...nameOf(surroundings), ...place };
}

/** Expected samples and those of the file, both from the same frame on. */
interface Surroundings {
  readonly scene: SampleScene;
  /** An array for each channel. */
  readonly expected: readonly Float32Array[];
  /** For each expected frame, the next one that can be known by its sound. */
  readonly nextTelling: Uint32Array;
  /** The first frame that differs, counted as in `expected`. */
  readonly at: number;
  /** Frames from there to the end of the piece, and of the piece in all. */
  readonly pieceLeft: number;
  readonly pieceFrames: number;
  readonly recorded: boolean;
  /** Frames of the next piece, if it was recorded. */
  readonly nextFrames: number;
  /** The file's samples. */
  readonly view: DataView;
  readonly stride: number;
}

async function lookAround(scene: SampleScene): Promise<Surroundings> {
  const { before, piece, agreeing, expected, comparer, channelCount, data } = scene;
  const ahead = longestShift + likenessFrames;
  const { recorded, frameCount } = piece;
  const at = before[0]?.length ?? 0;
  const window = before.map((samples) => {
    const longer = new Float32Array(samples.length + ahead);
    longer.set(samples);
    return longer;
  });
  let filled = at;
  const add = ({ channels, first, frameCount: frames }: ExpectedPiece, from: number): void => {
    const count = Math.min(frames - from, at + ahead - filled);
    for (const [channel, samples] of (channels ?? []).entries()) {
      window[channel]?.set(samples.subarray(first + from, first + from + count), filled);
    }
    filled += count;
  };
  add(piece, agreeing);
  let nextFrames: number | undefined;
  while (filled < at + ahead) {
    const { done, value } = expected.next();
    if (done === true) break;
    if (value instanceof Promise) {
      await value;
      continue;
    }
    nextFrames ??= value.recorded ? value.frameCount : 0;
    add(value, 0);
  }
  const stride = comparer.byteLength * channelCount;
  const firstFrame = scene.frame + agreeing - at;
  const frames = Math.min(at + ahead + longestShift, data.frameCount - firstFrame);
  const bytes = scene.file.read(data.offset + firstFrame * stride, frames * stride);
  const whole = window.map((samples) => samples.subarray(0, filled));
  return {
    scene,
    expected: whole,
    nextTelling: nextTellingFrames(whole, filled),
    at,
    pieceLeft: frameCount - agreeing,
    pieceFrames: frameCount,
    recorded,
    nextFrames: nextFrames ?? 0,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    stride,
  };
}

type Named = Pick<Difference, 'what' | 'found' | 'expected'>;

function nameOf(around: Surroundings): Named {
  const { at, pieceLeft, pieceFrames, nextFrames, recorded } = around;
  const start = at - (pieceFrames - pieceLeft);
  if (
    recorded &&
    nextFrames === pieceFrames &&
    start >= 0 &&
    agrees(around, start, start + pieceFrames, pieceFrames) &&
    agrees(around, start + pieceFrames, start, pieceFrames)
  ) {
    return named('packets-swapped', 'the sound of the next packet', 'that of this one first');
  }
  for (let shift = 1; shift <= longestShift; shift++) {
    if (isLike(around, at, at + shift)) return missing(around, shift);
    if (isLike(around, at + shift, at)) return added(around, shift);
  }
  if (!recorded) return named('silence-missing', 'sound', 'silence up to the next packet');
  if (isSilentInFile(around, at, pieceLeft) && isTelling(around, at, pieceLeft)) {
    return named('packet-missing', 'silence', 'the sound of a recorded packet');
  }
  return changed(around);
}

function named(what: DifferenceKind, found: string, expected: string): Named {
  return { what, found, expected };
}

function missing(around: Surroundings, shift: number): Named {
  const silent = !isTelling(around, around.at, shift);
  return named(
    silent ? 'silence-missing' : 'samples-missing',
    `what comes ${lengthText(shift)} later`,
    silent ? 'silence up to there' : 'the samples up to there',
  );
}

function added(around: Surroundings, shift: number): Named {
  const { at } = around;
  const expected = `what comes ${lengthText(shift)} later in the file`;
  if (isSilentInFile(around, at, shift)) return named('silence-too-long', 'silence', expected);
  return at >= shift && agrees(around, at, at - shift, shift)
    ? named('samples-repeated', 'the samples before once more', expected)
    : named('samples-added', 'other samples', expected);
}

/** The samples differ in value, and nothing is known of how that came about. */
function changed({ scene, expected, at, pieceLeft, view, stride }: Surroundings): Named {
  const { comparer, channelCount } = scene;
  const frames = Math.min(pieceLeft, Math.floor(view.byteLength / stride) - at);
  let differing = 0;
  let first: { channel: number; found: number; expected: number } | undefined;
  for (let frame = at; frame < at + frames; frame++) {
    for (const [channel, samples] of expected.entries()) {
      const place = frame * stride + channel * comparer.byteLength;
      if (comparer.agreeing(view, place, stride, samples, frame, 1) === 1) continue;
      differing += 1;
      first ??= {
        channel,
        found: comparer.read(view, place),
        expected: comparer.stored(samples[frame] ?? 0),
      };
    }
  }
  const channel = channelCount === 1 ? '' : ` in channel ${(first?.channel ?? 0) + 1}`;
  const others = differing > 1 ? `, and ${differing - 1} further samples of the packet differ` : '';
  return named(
    'samples-changed',
    `the value ${valueText(first?.found ?? 0)}${channel}${others}`,
    `${valueText(first?.expected ?? 0)}, give or take ${comparer.toleranceText}`,
  );
}

/** Whether frames of the file are as expected elsewhere. */
function agrees(
  { scene, expected, view, stride }: Surroundings,
  fileFrame: number,
  expectedFrame: number,
  count: number,
): boolean {
  const fileFrames = Math.floor(view.byteLength / stride);
  const expectedFrames = expected[0]?.length ?? 0;
  if (fileFrame + count > fileFrames || expectedFrame + count > expectedFrames) return false;
  return expected.every((samples, channel) => {
    const place = fileFrame * stride + channel * scene.comparer.byteLength;
    const { comparer } = scene;
    return comparer.agreeing(view, place, stride, samples, expectedFrame, count) === count;
  });
}

/** Whether the file goes on, for some time, with sound that is expected elsewhere. */
function isLike(around: Surroundings, fileFrame: number, expectedFrame: number): boolean {
  const { expected, view, stride } = around;
  const fileLeft = Math.floor(view.byteLength / stride) - fileFrame;
  const expectedLeft = (expected[0]?.length ?? 0) - expectedFrame;
  const count = Math.min(likenessFrames, fileLeft, expectedLeft);
  return (
    count >= leastLikenessFrames &&
    isTelling(around, expectedFrame, count) &&
    agrees(around, fileFrame, expectedFrame, count)
  );
}

function nextTellingFrames(expected: readonly Float32Array[], frameCount: number): Uint32Array {
  const next = new Uint32Array(frameCount);
  let telltale = 0xffffffff;
  for (let frame = frameCount - 1; frame >= 0; frame--) {
    for (const samples of expected) {
      const sample = samples[frame] ?? 0;
      if (sample > telling || sample < -telling) telltale = frame;
    }
    next[frame] = telltale;
  }
  return next;
}

/** Whether what is expected can be known by its sound. */
function isTelling({ nextTelling }: Surroundings, from: number, count: number): boolean {
  return (nextTelling[from] ?? from + count) < from + count;
}

function isSilentInFile({ view, stride }: Surroundings, from: number, count: number): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return bytes.subarray(from * stride, (from + count) * stride).every((byte) => byte === 0);
}

/** `1 sample`, `960 samples (20 ms)`. */
function lengthText(frames: number): string {
  return frames === 1 ? '1 sample' : `${frames} samples (${millisecondsText(frames)})`;
}

function valueText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}
