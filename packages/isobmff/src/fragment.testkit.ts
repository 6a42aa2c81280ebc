/** Writes a movie fragment in every legal form, apart from the code under test. */

import { box, concat, fullBox, largeBox, u32, u64, u8 } from './box-bytes.testkit.js';
import { type Random, randomFrom } from './seeded-random.testkit.js';

export interface FragmentSample {
  readonly duration: number;
  readonly compositionOffset: number;
  readonly flags: number;
  readonly descriptionIndex: number;
  readonly data: Uint8Array;
  /** Common encryption auxiliary data; empty if there is none. */
  readonly auxiliary: Uint8Array;
}

/** Where a fragment's media data lies, seen from its moof. */
export type DataPlace = 'behind' | 'apart' | 'before' | 'large';

export interface FragmentOptions {
  readonly trackId: number;
  readonly sequenceNumber: number;
  readonly decodeTime: bigint;
  readonly samples: readonly FragmentSample[];
  /** Absolute position of the first byte the fragment writes. */
  readonly position: number;
  readonly trex: SampleDefaults;
  readonly random: Random;
  readonly base?: 'explicit' | 'moof' | 'implicit';
  readonly tfdt?: 0 | 1 | 'none';
  readonly place?: DataPlace;
  readonly largeMoof?: boolean;
  readonly auxiliary?: 'none' | 'senc' | 'media';
  readonly padding?: boolean;
  readonly foreignTrackId?: number | undefined;
  readonly trafBoxes?: readonly Uint8Array[];
}

interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

interface RunPlan {
  readonly samples: readonly FragmentSample[];
  readonly withOffset: boolean;
  /** Within the payload. */
  position: number;
}

interface TrafPlan {
  readonly runs: readonly RunPlan[];
  readonly samples: readonly FragmentSample[];
  /** Its choices are made from this anew each time: the moof is built twice, first to learn its size. */
  seed: number;
  /** Of the auxiliary data, within the payload. */
  auxiliaryPosition: number;
}

/** Absolute positions that a traf refers to. */
interface Whereabouts {
  readonly moof: number;
  readonly payload: number;
  /** Where the data of the traf before ends. */
  readonly previousEnd: number;
  readonly traf: number;
}

/** One moof with its mdat, around the given samples. */
export function makeFragment(asked: FragmentOptions): Uint8Array {
  const options = possible(asked);
  const { random, place = 'behind' } = options;
  const trafs = cutIntoTrafs(options);
  const payload = layOutPayload(trafs, options);
  const mdat = place === 'large' ? largeBox('mdat', payload) : box('mdat', payload);
  const mdatHeader = mdat.length - payload.length;
  const between = place === 'apart' ? box('free', new Uint8Array(random(20))) : new Uint8Array(0);

  const choices = randomFrom(random(0xffff_ffff));
  for (const traf of trafs) traf.seed = choices(0xffff_ffff);
  if (place === 'before') {
    const moofAt = options.position + mdat.length;
    return concat(mdat, buildMoof(trafs, options, moofAt, options.position + mdatHeader));
  }
  const moofSize = buildMoof(trafs, options, 0, 0).length;
  const payloadAt = options.position + moofSize + between.length + mdatHeader;
  return concat(buildMoof(trafs, options, options.position, payloadAt), between, mdat);
}

/** Offsets of auxiliary data are unsigned: they cannot lie in front of the base. */
function possible(options: FragmentOptions): FragmentOptions {
  const { auxiliary = 'none', place = 'behind' } = options;
  if (auxiliary === 'none') return options;
  const base = options.base === 'explicit' ? 'explicit' : 'moof';
  const inFront = place === 'before' && base === 'moof';
  return { ...options, base, auxiliary: inFront ? 'senc' : auxiliary };
}

/** Several trafs of one track are legal, and each has a sample description of its own. */
function cutIntoTrafs({ random, samples, ...options }: FragmentOptions): TrafPlan[] {
  const trafs: TrafPlan[] = [];
  let first = 0;
  while (first < samples.length) {
    const descriptionIndex = samples[first]?.descriptionIndex;
    let end = first + 1;
    const most = random(4) === 0 ? 1 + random(4) : samples.length;
    while (
      end < samples.length &&
      end - first < most &&
      samples[end]?.descriptionIndex === descriptionIndex
    ) {
      end += 1;
    }
    const own = samples.slice(first, end);
    const runs = cutIntoRuns(own, trafs.length === 0, { random, ...options });
    trafs.push({ runs, samples: own, seed: 0, auxiliaryPosition: 0 });
    first = end;
  }
  if (trafs.length === 0) trafs.push({ runs: [], samples: [], seed: 0, auxiliaryPosition: 0 });
  return trafs;
}

function cutIntoRuns(
  samples: readonly FragmentSample[],
  inFirstTraf: boolean,
  { random, base = 'moof', padding = false }: Omit<FragmentOptions, 'samples'>,
): RunPlan[] {
  const runs: RunPlan[] = [];
  let first = 0;
  while (first < samples.length) {
    const end = random(3) === 0 ? Math.min(samples.length, first + 1 + random(3)) : samples.length;
    const withOffset =
      first === 0 ? base !== 'implicit' || inFirstTraf || padding : padding || random(2) === 0;
    runs.push({ samples: samples.slice(first, end), withOffset, position: 0 });
    first = end;
  }
  return runs;
}

/** Media data of the runs in order or, if all of them say where they are, in any order with gaps. */
function layOutPayload(trafs: readonly TrafPlan[], options: FragmentOptions): Uint8Array {
  const { random, base = 'moof', auxiliary = 'none', padding = false } = options;
  const parts: Uint8Array[] = [];
  let length = 0;
  const put = (bytes: Uint8Array): number => {
    const position = length;
    parts.push(bytes);
    length += bytes.length;
    return position;
  };
  if (auxiliary === 'media') {
    for (const traf of trafs) {
      traf.auxiliaryPosition = put(concat(...traf.samples.map((sample) => sample.auxiliary)));
    }
  }
  if (options.foreignTrackId !== undefined) put(new Uint8Array(7).fill(0xee));
  const runs = trafs.flatMap((traf) => traf.runs);
  if (padding && base !== 'implicit') runs.sort(() => random(3) - 1);
  for (const run of runs) {
    if (padding) put(new Uint8Array(random(6)).fill(0xdd));
    run.position = put(concat(...run.samples.map((sample) => sample.data)));
  }
  if (padding) put(new Uint8Array(random(9)).fill(0xcc));
  return concat(...parts);
}

function buildMoof(
  trafs: readonly TrafPlan[],
  options: FragmentOptions,
  moofAt: number,
  payloadAt: number,
): Uint8Array {
  const { sequenceNumber, foreignTrackId, base = 'moof', largeMoof = false } = options;
  const children: Uint8Array[] = [];
  let childAt = moofAt + (largeMoof ? 16 : 8);
  const push = (child: Uint8Array): void => {
    children.push(child);
    childAt += child.length;
  };
  push(fullBox('mfhd', 0, 0, u32(sequenceNumber)));
  if (foreignTrackId !== undefined && base !== 'implicit') {
    push(
      box(
        'traf',
        fullBox('tfhd', 0, 0x20000, u32(foreignTrackId)),
        fullBox('tfdt', 0, 0, u32(0)),
        fullBox('trun', 0, 0x301, u32(1, payloadAt - moofAt, 100, 7)),
      ),
    );
  }
  let { decodeTime } = options;
  let previousEnd = moofAt;
  for (const traf of trafs) {
    const at = { moof: moofAt, payload: payloadAt, previousEnd, traf: childAt };
    push(buildTraf(traf, traf === trafs[0], decodeTime, at, options));
    const last = traf.runs.at(-1);
    if (last !== undefined) {
      previousEnd =
        payloadAt + last.position + last.samples.reduce((sum, one) => sum + one.data.length, 0);
    }
    for (const sample of traf.samples) decodeTime += BigInt(sample.duration);
  }
  return largeMoof ? largeBox('moof', ...children) : box('moof', ...children);
}

function buildTraf(
  traf: TrafPlan,
  isFirst: boolean,
  decodeTime: bigint,
  at: Whereabouts,
  options: FragmentOptions,
): Uint8Array {
  const pick = randomFrom(traf.seed);
  const { base = 'moof', tfdt: tfdtVersion = 1 } = options;
  const implicitBase = isFirst ? at.moof : at.previousEnd;
  const basePosition =
    base === 'explicit' ? options.position + pick(3) : base === 'moof' ? at.moof : implicitBase;
  const { tfhd, defaults } = buildTrackFragmentHeader(traf, basePosition, pick, options);
  const tfdt =
    tfdtVersion === 'none'
      ? new Uint8Array(0)
      : fullBox(
          'tfdt',
          tfdtVersion,
          0,
          tfdtVersion === 0 ? u32(Number(decodeTime)) : u64(decodeTime),
        );
  const auxiliaryAt = at.traf + 8 + tfhd.length + tfdt.length;
  return box(
    'traf',
    tfhd,
    tfdt,
    ...buildAuxiliary(traf, auxiliaryAt, basePosition, at.payload, options),
    ...(options.trafBoxes ?? []),
    ...traf.runs.map((run) => buildRun(run, at.payload - basePosition, defaults, pick)),
  );
}

function buildTrackFragmentHeader(
  { samples }: TrafPlan,
  basePosition: number,
  pick: Random,
  { base = 'moof', trackId, trex, tfdt }: FragmentOptions,
): { tfhd: Uint8Array; defaults: SampleDefaults } {
  const [first, second = first] = samples;
  const fields: Uint8Array[] = [u32(trackId)];
  const defaults = { duration: trex.duration, size: trex.size, flags: trex.flags };
  let flags = base === 'moof' ? 0x20000 : 0;
  if (base === 'explicit') {
    flags |= 1;
    fields.push(u64(basePosition));
  }
  const descriptionIndex = first?.descriptionIndex ?? 1;
  if (descriptionIndex !== 1 || pick(2) === 0) {
    flags |= 2;
    fields.push(u32(descriptionIndex));
  }
  if (first !== undefined && pick(2) === 0) {
    flags |= 8;
    fields.push(u32(first.duration));
    defaults.duration = first.duration;
  }
  if (first !== undefined && pick(2) === 0) {
    flags |= 0x10;
    fields.push(u32(first.data.length));
    defaults.size = first.data.length;
  }
  if (second !== undefined && pick(2) === 0) {
    flags |= 0x20;
    fields.push(u32(second.flags));
    defaults.flags = second.flags;
  }
  if (samples.length === 0 && tfdt !== 'none' && pick(2) === 0) flags |= 0x10000;
  return { tfhd: fullBox('tfhd', 0, flags, ...fields), defaults };
}

/** saiz, saio and, where the data stands in the moof, senc. */
function buildAuxiliary(
  { samples, auxiliaryPosition }: TrafPlan,
  saizAt: number,
  basePosition: number,
  payloadAt: number,
  { auxiliary = 'none' }: FragmentOptions,
): Uint8Array[] {
  if (auxiliary === 'none' || samples.length === 0) return [];
  const lengths = samples.map((sample) => sample.auxiliary.length);
  const same = lengths.every((length) => length === lengths[0]);
  const saiz = same
    ? fullBox('saiz', 0, 0, u8(lengths[0] ?? 0), u32(samples.length))
    : fullBox('saiz', 0, 0, u8(0), u32(samples.length), u8(...lengths));
  const saio = (target: number): Uint8Array => fullBox('saio', 0, 0, u32(1, target - basePosition));
  if (auxiliary === 'media') return [saiz, saio(payloadAt + auxiliaryPosition)];
  const data = concat(...samples.map((sample) => sample.auxiliary));
  const saioSize = 20;
  const sencHeader = 16;
  return [
    saiz,
    saio(saizAt + saiz.length + saioSize + sencHeader),
    fullBox('senc', 0, 0, u32(samples.length), data),
  ];
}

function buildRun(
  { samples, withOffset, position }: RunPlan,
  payloadOffset: number,
  defaults: SampleDefaults,
  pick: Random,
): Uint8Array {
  const [first, ...others] = samples;
  const perSample = {
    duration: samples.some((one) => one.duration !== defaults.duration) || pick(3) === 0,
    size: samples.some((one) => one.data.length !== defaults.size) || pick(3) === 0,
    flags: others.some((one) => one.flags !== defaults.flags) || pick(4) === 0,
    offset: samples.some((one) => one.compositionOffset !== 0) || pick(4) === 0,
  };
  let flags = 0;
  const header: Uint8Array[] = [];
  if (withOffset) {
    flags |= 1;
    header.push(u32(payloadOffset + position));
  }
  if (
    !perSample.flags &&
    first !== undefined &&
    (first.flags !== defaults.flags || pick(3) === 0)
  ) {
    flags |= 4;
    header.push(u32(first.flags));
  }
  if (perSample.duration) flags |= 0x100;
  if (perSample.size) flags |= 0x200;
  if (perSample.flags) flags |= 0x400;
  if (perSample.offset) flags |= 0x800;
  const rows = samples.map((sample) =>
    u32(
      ...(perSample.duration ? [sample.duration] : []),
      ...(perSample.size ? [sample.data.length] : []),
      ...(perSample.flags ? [sample.flags] : []),
      ...(perSample.offset ? [sample.compositionOffset] : []),
    ),
  );
  const version = samples.some((one) => one.compositionOffset < 0) ? 1 : pick(2);
  return fullBox('trun', version, flags, u32(samples.length), ...header, ...rows);
}
