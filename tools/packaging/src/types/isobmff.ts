// What the types of @voxmux/isobmff promise and refuse, compiled as a program of a user's would be.
import {
  box,
  boxSet,
  dOps,
  elst,
  findBox,
  flagged,
  flaggedColumn,
  fullBox,
  fullBoxByVersion,
  IsobmffError,
  layoutOpusFile,
  list,
  mergeFragmentedStreams,
  mvhd,
  parseBoxes,
  readMovie,
  requireBox,
  rows,
  standardDescriptions,
  stsz,
  u16,
  u32,
  u64,
  u8,
  unsignedByVersion,
  when,
  writeBox,
  type BoxInput,
  type BoxNode,
  type BoxValue,
  type IsobmffErrorCode,
  type Movie,
} from '@voxmux/isobmff';
import { expectType } from './same-type.js';

declare const bytes: Uint8Array;
declare const node: BoxNode;

// A description is the type: what reading gives, and what writing takes.
export const mark = fullBox('mark', {
  kind: u8,
  label: flagged(0x1, u16),
  places: rows(u32, { sample: u32, track: u16 }),
});
export const value = node.read(mark);
expectType<number>()(value.kind);
expectType<number | undefined>()(value.label);
expectType<number>()(value.version);
expectType<Uint32Array>()(value.places.sample);
expectType<Uint16Array>()(value.places.track);
writeBox(mark, { kind: 1, places: { sample: [1], track: [1] } });
writeBox(mark, { ...value, label: 3 });
// @ts-expect-error a field of another name is no part of the box
export type Colour = (typeof value)['colour'];
// @ts-expect-error what was read cannot be changed
value.kind = 2;
// @ts-expect-error a field that has to be there is missing
writeBox(mark, { places: { sample: [1], track: [1] } });
// @ts-expect-error a text is no number
writeBox(mark, { kind: '1', places: { sample: [1], track: [1] } });
// @ts-expect-error a column is missing
writeBox(mark, { kind: 1, places: { sample: [1] } });

// A condition may look at the fields in front of it, and only at those that are there.
export const fine = box('fine', {
  kind: u8,
  extra: when((read: { readonly kind: number }) => read.kind > 0, u32),
});
expectType<number | undefined>()(node.read(fine).extra);
// @ts-expect-error the condition asks for a field that the box has not
box('torn', { other: u8, extra: when((read: { readonly kind: number }) => read.kind > 0, u32) });

// Fields can be given names, and shared.
export const place = {
  sample: u32,
  track: u16,
  time: unsignedByVersion,
  share: flaggedColumn(0x2, u8),
};
export const places = rows('to-end', place);
export const numbers = list('to-end', u64);

// Boxes whose layout follows their version are told apart by it.
export const either = node.read(fullBoxByVersion('eith', { short: u16 }, { long: u32 }));
if (either.version === 0) expectType<number>()(either.short);
else expectType<number>()(either.long);

// The standard's boxes, the same way.
expectType<number>()(node.read(dOps).preSkip);
expectType<BoxValue<typeof mvhd>>()(requireBox(node, 'moov/mvhd').read(mvhd));
expectType<Uint32Array | undefined>()(node.read(stsz).entrySize);
const edits: BoxInput<typeof elst> = {
  entries: { segmentDuration: [1], mediaTime: [0], mediaRate: [1] },
};
writeBox(elst, edits);
boxSet([...standardDescriptions(), mark]);
// @ts-expect-error a set holds descriptions, not types
boxSet(['mark']);

// A box may be absent: the compiler asks for it to be looked at.
const found = findBox(parseBoxes(bytes, boxSet(standardDescriptions())), 'moov');
expectType<BoxNode | undefined>()(found);
// @ts-expect-error it may not be there
export type Offset = (typeof found)['offset'];

// Files.
layoutOpusFile({
  channelCount: 2,
  packetSizes: Uint32Array.of(3),
  packetDurations: { sampleCount: Uint32Array.of(1), sampleDelta: Uint32Array.of(960) },
});
const packetDurations = { sampleCount: Uint32Array.of(1), sampleDelta: Uint32Array.of(960) };
// @ts-expect-error mapping family 0 is mono or stereo
layoutOpusFile({ channelCount: 3, packetSizes: Uint32Array.of(3), packetDurations });
// @ts-expect-error sizes are a column, not a list
layoutOpusFile({ channelCount: 1, packetSizes: [3], packetDurations });
expectType<Promise<Movie>>()(readMovie(bytes));
void readMovie(new Blob([]));
// @ts-expect-error a path is nothing that this package can open
void readMovie('film.mp4');
expectType<ReadableStream<Uint8Array>>()(mergeFragmentedStreams(bytes, new Blob([])));
// @ts-expect-error a merge has two inputs
mergeFragmentedStreams(bytes);

// Errors say what kind they are.
export function isDamage(error: unknown): boolean {
  if (!(error instanceof IsobmffError)) return false;
  expectType<IsobmffErrorCode>()(error.code);
  // @ts-expect-error no such code
  if (error.code === 'oops') return false;
  return error.code === 'truncated';
}
