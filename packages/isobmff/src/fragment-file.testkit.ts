/** Writes fragmented files in every legal form, for tests; states what is in them. */

export interface TruthSample {
  readonly dts: bigint;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly flags: number;
  readonly descriptionIndex: number;
  readonly data: Uint8Array;
  /** Common encryption auxiliary data; empty if there is none. */
  readonly auxiliary: Uint8Array;
}

export interface TruthTrack {
  readonly bytes: Uint8Array;
  readonly timescale: number;
  readonly samples: readonly TruthSample[];
  /** First decode time of each fragment that has samples. */
  readonly fragmentStarts: readonly bigint[];
}

export type Random = (below: number) => number;

/** A small generator of numbers (mulberry32); the same seed gives the same file. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(...values: readonly number[]): Uint8Array {
  return concat(...values.map((value) => u8((value >>> 8) & 255, value & 255)));
}

export function u32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value);
  return bytes;
}

export function u64(...values: readonly (number | bigint)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(index * 8, BigInt(value));
  return bytes;
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const payload = concat(...parts);
  return concat(u32(payload.length + 8), ascii(type), payload);
}

export function largeBox(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const payload = concat(...parts);
  return concat(u32(1), ascii(type), u64(payload.length + 16), payload);
}

export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32(version * 0x1_00_0000 + flags), ...parts);
}

export interface MoovOptions {
  readonly handler: 'vide' | 'soun';
  readonly trackId: number;
  readonly timescale: number;
  readonly movieTimescale?: number;
  /** Version of mvhd, tkhd and mdhd. */
  readonly version?: 0 | 1;
  readonly duration?: number;
  readonly trexDuration?: number;
  readonly trexSize?: number;
  readonly trexFlags?: number;
  readonly edits?: readonly { duration: number; mediaTime: number }[];
  readonly sampleEntries?: readonly Uint8Array[];
  /** Boxes of the stbl behind the stsd; empty tables if left out. */
  readonly sampleTables?: readonly Uint8Array[];
  /** Boxes inside the trak, behind the edts. */
  readonly trakBoxes?: readonly Uint8Array[];
  readonly mvexBoxes?: readonly Uint8Array[];
  /** More trak and trex boxes. */
  readonly moreTracks?: readonly { trak: Uint8Array; trex: Uint8Array }[];
  readonly rest?: readonly Uint8Array[];
  readonly mvexFirst?: boolean;
}

export function plainEntry(handler: 'vide' | 'soun'): Uint8Array {
  return handler === 'vide'
    ? box('mp4v', new Uint8Array(6), u16(1), new Uint8Array(16), u16(64, 48), new Uint8Array(50))
    : box('mp4a', new Uint8Array(6), u16(1), new Uint8Array(8), u16(2, 16, 0, 0), u32(48000 << 16));
}

export const EMPTY_TABLES: readonly Uint8Array[] = [
  fullBox('stts', 0, 0, u32(0)),
  fullBox('stsc', 0, 0, u32(0)),
  fullBox('stsz', 0, 0, u32(0, 0)),
  fullBox('stco', 0, 0, u32(0)),
];

export function makeTrak(options: MoovOptions): Uint8Array {
  const { handler, trackId, timescale, version = 0, duration = 0 } = options;
  const time = version === 1 ? u64(0, 0) : u32(0, 0);
  const length = version === 1 ? u64(duration) : u32(duration);
  const tkhd = fullBox(
    'tkhd',
    version,
    7,
    time,
    u32(trackId, 0),
    length,
    new Uint8Array(52),
    u32(64 << 16, 48 << 16),
  );
  const elst = fullBox(
    'elst',
    version,
    0,
    u32(options.edits?.length ?? 0),
    ...(options.edits ?? []).map((edit) =>
      version === 1
        ? concat(u64(edit.duration, BigInt.asUintN(64, BigInt(edit.mediaTime))), u16(1, 0))
        : concat(u32(edit.duration, edit.mediaTime), u16(1, 0)),
    ),
  );
  const entries = options.sampleEntries ?? [plainEntry(handler)];
  return box(
    'trak',
    tkhd,
    ...(options.edits ? [box('edts', elst)] : []),
    ...(options.trakBoxes ?? []),
    box(
      'mdia',
      fullBox('mdhd', version, 0, time, u32(timescale), length, u16(0x55c4, 0)),
      fullBox('hdlr', 0, 0, u32(0), ascii(handler), new Uint8Array(12), ascii('x\0')),
      box(
        'minf',
        handler === 'vide'
          ? fullBox('vmhd', 0, 1, new Uint8Array(8))
          : fullBox('smhd', 0, 0, u32(0)),
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        box(
          'stbl',
          fullBox('stsd', 0, 0, u32(entries.length), ...entries),
          ...(options.sampleTables ?? EMPTY_TABLES),
        ),
      ),
    ),
  );
}

export function makeTrex(options: MoovOptions): Uint8Array {
  const { trackId, trexDuration = 0, trexSize = 0, trexFlags = 0 } = options;
  return fullBox('trex', 0, 0, u32(trackId, 1, trexDuration, trexSize, trexFlags));
}

export function makeMoov(options: MoovOptions): Uint8Array {
  const { version = 0, movieTimescale = 1000, duration = 0, trackId } = options;
  const time = version === 1 ? u64(0, 0) : u32(0, 0);
  const mvhd = fullBox(
    'mvhd',
    version,
    0,
    time,
    u32(movieTimescale),
    version === 1 ? u64(duration) : u32(duration),
    new Uint8Array(76),
    u32(trackId + 1),
  );
  const more = options.moreTracks ?? [];
  const traks = [makeTrak(options), ...more.map((track) => track.trak)];
  const mvex = box(
    'mvex',
    ...(options.mvexBoxes ?? []),
    makeTrex(options),
    ...more.map((track) => track.trex),
  );
  return box(
    'moov',
    mvhd,
    ...(options.mvexFirst === true ? [mvex, ...traks] : [...traks, mvex]),
    ...(options.rest ?? []),
  );
}

/** Where a fragment's media data lies, seen from its moof. */
export type DataPlace = 'behind' | 'apart' | 'before' | 'large';

export interface FragmentOptions {
  readonly trackId: number;
  readonly sequenceNumber: number;
  readonly decodeTime: bigint;
  readonly samples: readonly Omit<TruthSample, 'dts'>[];
  /** Absolute position of the first byte the fragment writes. */
  readonly position: number;
  readonly trex: { readonly duration: number; readonly size: number; readonly flags: number };
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

interface RunPlan {
  readonly samples: readonly Omit<TruthSample, 'dts'>[];
  readonly withOffset: boolean;
  position: number;
}

/** One moof with its mdat, around the given samples. */
export function makeFragment(options: FragmentOptions): Uint8Array {
  const { random, samples, place = 'behind', padding = false } = options;
  let { base = 'moof', auxiliary = 'none' } = options;
  // Offsets of auxiliary data are unsigned: they cannot lie in front of the base.
  if (auxiliary !== 'none' && base === 'implicit') base = 'moof';
  if (auxiliary === 'media' && place === 'before' && base !== 'explicit') auxiliary = 'senc';
  // Cut into trafs (several of one track are legal) and runs; description changes force a traf.
  const trafs: RunPlan[][] = [];
  let index = 0;
  while (index < samples.length) {
    const descriptionIndex = samples[index]?.descriptionIndex;
    let end = index + 1;
    const most = random(4) === 0 ? 1 + random(4) : samples.length;
    while (
      end < samples.length &&
      end - index < most &&
      samples[end]?.descriptionIndex === descriptionIndex
    ) {
      end += 1;
    }
    const runs: RunPlan[] = [];
    let at = index;
    while (at < end) {
      const stop = random(3) === 0 ? Math.min(end, at + 1 + random(3)) : end;
      const withOffset =
        at === index
          ? base !== 'implicit' || trafs.length === 0 || padding
          : padding || random(2) === 0;
      runs.push({ samples: samples.slice(at, stop), withOffset, position: 0 });
      at = stop;
    }
    trafs.push(runs);
    index = end;
  }
  if (trafs.length === 0) trafs.push([]);

  // Lay the runs out in the payload: in order, or (if all say where they are) in any order with gaps.
  const parts: Uint8Array[] = [];
  let length = 0;
  const put = (bytes: Uint8Array): number => {
    const at = length;
    parts.push(bytes);
    length += bytes.length;
    return at;
  };
  const auxiliaryAt = trafs.map((runs) =>
    auxiliary === 'media'
      ? put(concat(...runs.flatMap((run) => run.samples.map((sample) => sample.auxiliary))))
      : 0,
  );
  if (options.foreignTrackId !== undefined) put(new Uint8Array(7).fill(0xee));
  const all = trafs.flat();
  const order = all.map((_run, position) => position);
  if (padding && base !== 'implicit') order.sort(() => random(3) - 1);
  for (const position of order) {
    const run = all[position];
    if (run === undefined) continue;
    if (padding) put(new Uint8Array(random(6)).fill(0xdd));
    run.position = put(concat(...run.samples.map((sample) => sample.data)));
  }
  if (padding) put(new Uint8Array(random(9)).fill(0xcc));
  const payload = concat(...parts);
  const mdat = place === 'large' ? largeBox('mdat', payload) : box('mdat', payload);
  const mdatHeader = place === 'large' ? 16 : 8;
  const between = place === 'apart' ? box('free', new Uint8Array(random(20))) : new Uint8Array(0);

  // The choices of each box are made once: the moof is built twice, first to learn its size.
  const choices = randomFrom(random(0xffff_ffff));
  const seeds = trafs.map(() => choices(0xffff_ffff));
  const moofSize = build(0, 0).length;
  const moofPosition = place === 'before' ? options.position + mdat.length : options.position;
  const payloadPosition =
    place === 'before'
      ? options.position + mdatHeader
      : moofPosition + moofSize + between.length + mdatHeader;
  const moof = build(moofPosition, payloadPosition);
  return place === 'before' ? concat(mdat, moof) : concat(moof, between, mdat);

  function build(moofAt: number, payloadAt: number): Uint8Array {
    const children: Uint8Array[] = [fullBox('mfhd', 0, 0, u32(options.sequenceNumber))];
    let decodeTime = options.decodeTime;
    let previousEnd = moofAt;
    let childAt = moofAt + (options.largeMoof === true ? 16 : 8) + 16;
    const push = (child: Uint8Array): void => {
      children.push(child);
      childAt += child.length;
    };
    if (options.foreignTrackId !== undefined && base !== 'implicit') {
      push(
        box(
          'traf',
          fullBox('tfhd', 0, 0x20000, u32(options.foreignTrackId)),
          fullBox('tfdt', 0, 0, u32(0)),
          fullBox('trun', 0, 0x301, u32(1, payloadAt - moofAt, 100, 7)),
        ),
      );
    }
    for (const [trafIndex, runs] of trafs.entries()) {
      const pick = randomFrom(seeds[trafIndex] ?? 0);
      const count = runs.reduce((sum, run) => sum + run.samples.length, 0);
      const traf = buildTraf(
        runs,
        trafIndex,
        pick,
        decodeTime,
        moofAt,
        payloadAt,
        previousEnd,
        childAt,
      );
      push(traf);
      const last = runs.at(-1);
      if (last !== undefined) {
        previousEnd =
          payloadAt + last.position + last.samples.reduce((sum, one) => sum + one.data.length, 0);
      }
      for (const run of runs)
        for (const sample of run.samples) decodeTime += BigInt(sample.duration);
      if (count === 0) continue;
    }
    return options.largeMoof === true ? largeBox('moof', ...children) : box('moof', ...children);
  }

  function buildTraf(
    runs: readonly RunPlan[],
    trafIndex: number,
    pick: Random,
    decodeTime: bigint,
    moofAt: number,
    payloadAt: number,
    previousEnd: number,
    trafAt: number,
  ): Uint8Array {
    const own = runs.flatMap((run) => run.samples);
    const first = own[0];
    const same = (value: (sample: Omit<TruthSample, 'dts'>) => number): boolean =>
      own.every((sample) => first !== undefined && value(sample) === value(first));
    let flags = base === 'moof' ? 0x20000 : base === 'explicit' ? 1 : 0;
    const fields: Uint8Array[] = [u32(options.trackId)];
    const basePosition =
      base === 'explicit'
        ? options.position + pick(3)
        : base === 'moof' || trafIndex === 0
          ? moofAt
          : previousEnd;
    if (base === 'explicit') fields.push(u64(basePosition));
    const descriptionIndex = first?.descriptionIndex ?? 1;
    if (descriptionIndex !== 1 || pick(2) === 0) {
      flags |= 2;
      fields.push(u32(descriptionIndex));
    }
    const defaults = {
      duration: options.trex.duration,
      size: options.trex.size,
      flags: options.trex.flags,
    };
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
    const second = own[1] ?? first;
    if (second !== undefined && pick(2) === 0) {
      flags |= 0x20;
      fields.push(u32(second.flags));
      defaults.flags = second.flags;
    }
    if (own.length === 0 && options.tfdt !== 'none' && pick(2) === 0) flags |= 0x10000;
    const tfhd = fullBox('tfhd', 0, flags, ...fields);

    const tfdt =
      options.tfdt === 'none'
        ? new Uint8Array(0)
        : options.tfdt === 0
          ? fullBox('tfdt', 0, 0, u32(Number(decodeTime)))
          : fullBox('tfdt', 1, 0, u64(decodeTime));

    const lengths = own.map((sample) => sample.auxiliary.length);
    const boxes: Uint8Array[] = [];
    const head = 8 + tfhd.length + tfdt.length;
    if (auxiliary !== 'none' && own.length > 0) {
      const saiz = same((sample) => sample.auxiliary.length)
        ? fullBox('saiz', 0, 0, u8(lengths[0] ?? 0), u32(own.length))
        : fullBox('saiz', 0, 0, u8(0), u32(own.length), u8(...lengths));
      const sencPayload = concat(...own.map((sample) => sample.auxiliary));
      const senc = fullBox('senc', 0, 0, u32(own.length), sencPayload);
      const saioSize = 20;
      const target =
        auxiliary === 'senc'
          ? trafAt + head + saiz.length + saioSize + 16
          : payloadAt + (auxiliaryAt[trafIndex] ?? 0);
      boxes.push(saiz, fullBox('saio', 0, 0, u32(1, target - basePosition)));
      if (auxiliary === 'senc') boxes.push(senc);
    }
    boxes.push(...(options.trafBoxes ?? []));

    const runBoxes = runs.map((run) => {
      let runFlags = 0;
      const header: Uint8Array[] = [];
      if (run.withOffset) {
        runFlags |= 1;
        header.push(u32(payloadAt + run.position - basePosition));
      }
      const [one, ...others] = run.samples;
      const perSample = {
        duration: run.samples.some((s) => s.duration !== defaults.duration) || pick(3) === 0,
        size: run.samples.some((s) => s.data.length !== defaults.size) || pick(3) === 0,
        flags: others.some((s) => s.flags !== defaults.flags) || pick(4) === 0,
        offset: run.samples.some((s) => s.compositionOffset !== 0) || pick(4) === 0,
      };
      if (
        !perSample.flags &&
        one !== undefined &&
        (one.flags !== defaults.flags || pick(3) === 0)
      ) {
        runFlags |= 4;
        header.push(u32(one.flags));
      }
      if (perSample.duration) runFlags |= 0x100;
      if (perSample.size) runFlags |= 0x200;
      if (perSample.flags) runFlags |= 0x400;
      if (perSample.offset) runFlags |= 0x800;
      const rows = run.samples.map((sample) =>
        u32(
          ...(perSample.duration ? [sample.duration] : []),
          ...(perSample.size ? [sample.data.length] : []),
          ...(perSample.flags ? [sample.flags] : []),
          ...(perSample.offset ? [sample.compositionOffset] : []),
        ),
      );
      const version = run.samples.some((s) => s.compositionOffset < 0) ? 1 : pick(2);
      return fullBox('trun', version, runFlags, u32(run.samples.length), ...header, ...rows);
    });
    return box('traf', tfhd, tfdt, ...boxes, ...runBoxes);
  }
}

/**
 * A whole file of random form; the same seed gives the same file.
 *
 * @param farTimes let some files begin at decode times beyond 2^53
 */
export function randomFile(seed: number, handler: 'vide' | 'soun', farTimes = true): TruthTrack {
  const random = randomFrom(seed);
  const chance = (oneIn: number): boolean => random(oneIn) === 0;
  const timescale = [600, 1000, 12800, 44100, 48000, 90000][random(6)] ?? 1000;
  const trackId = 1 + random(5);
  const constantSize = chance(4) ? 1 + random(20) : 0;
  const usual = 1 + random(Math.max(1, timescale >> 3));
  const encrypted = chance(4);
  const twoEntries = chance(4);
  const trex = {
    duration: chance(2) ? usual : 0,
    size: constantSize,
    flags: handler === 'vide' ? 0x1010000 : 0x2000000,
  };
  const foreignTrackId = chance(5) ? trackId + 7 : undefined;
  const moovOptions: MoovOptions = {
    handler,
    trackId,
    timescale,
    movieTimescale: [600, 1000, 44100, 90000][random(4)] ?? 1000,
    version: chance(2) ? 1 : 0,
    duration: chance(2) ? 5000 : 0,
    trexDuration: trex.duration,
    trexSize: trex.size,
    trexFlags: trex.flags,
    ...(chance(2) ? { edits: [{ duration: 0, mediaTime: random(1024) }] } : {}),
    sampleEntries: twoEntries ? [plainEntry(handler), plainEntry(handler)] : [plainEntry(handler)],
    mvexFirst: chance(3),
    ...(foreignTrackId === undefined
      ? {}
      : {
          moreTracks: [
            {
              trak: box(
                'trak',
                fullBox('tkhd', 0, 0, u32(0, 0, foreignTrackId), new Uint8Array(68)),
                box(
                  'mdia',
                  fullBox('mdhd', 0, 0, u32(0, 0, 1000, 0), u16(0x55c4, 0)),
                  fullBox('hdlr', 0, 0, u32(0), ascii('text'), new Uint8Array(13)),
                  box(
                    'minf',
                    box(
                      'stbl',
                      fullBox('stsd', 0, 0, u32(1), box('text', new Uint8Array(8))),
                      ...EMPTY_TABLES,
                    ),
                  ),
                ),
              ),
              trex: fullBox('trex', 0, 0, u32(foreignTrackId, 1, 0, 0, 0)),
            },
          ],
        }),
  };
  const parts: Uint8Array[] = [
    box('ftyp', ascii('iso5'), u32(512), ascii('iso5dash')),
    makeMoov(moovOptions),
  ];
  let position = parts.reduce((sum, part) => sum + part.length, 0);
  const samples: TruthSample[] = [];
  const fragmentStarts: bigint[] = [];
  const withTfdt = !chance(5);
  let decodeTime = withTfdt && chance(2) ? BigInt(random(1_000_000)) : 0n;
  if (withTfdt && chance(8) && farTimes) decodeTime = 2n ** 53n + BigInt(random(1000));
  const fragmentCount = 1 + random(6);
  for (let number = 0; number < fragmentCount; number += 1) {
    const add = (part: Uint8Array): void => {
      parts.push(part);
      position += part.length;
    };
    if (chance(4)) add(box('styp', ascii('msdh'), u32(0), ascii('msdhmsix')));
    if (chance(4))
      add(fullBox('sidx', 0, 0, u32(trackId, timescale, 0, 0), u16(0, 1), u32(99, 9, 0)));
    if (chance(4)) add(box('free', new Uint8Array(random(30))));
    if (withTfdt && number > 0 && chance(4)) decodeTime += BigInt(random(timescale));
    const count = number > 0 && chance(6) ? 0 : 1 + random(12);
    const own: TruthSample[] = [];
    let dts = decodeTime;
    for (let index = 0; index < count; index += 1) {
      const data = new Uint8Array(constantSize > 0 ? constantSize : 1 + random(40));
      for (let at = 0; at < data.length; at += 1) data[at] = random(256);
      const auxiliary = new Uint8Array(
        encrypted ? 8 + (handler === 'vide' ? random(2) * 8 : 0) : 0,
      );
      for (let at = 0; at < auxiliary.length; at += 1) auxiliary[at] = random(256);
      own.push({
        dts,
        duration: chance(5) ? 1 + random(usual * 2) : usual,
        compositionOffset: handler === 'vide' && chance(2) ? random(usual * 4) - usual : 0,
        flags: chance(4) || handler === 'soun' ? 0x2000000 : 0x1010000,
        descriptionIndex: twoEntries && chance(4) ? 2 : 1,
        data,
        auxiliary,
      });
      dts += BigInt(own.at(-1)?.duration ?? 0);
    }
    const padding = chance(3);
    const fragment = makeFragment({
      trackId,
      sequenceNumber: random(100_000),
      decodeTime,
      samples: own,
      position,
      trex,
      random,
      base: (['explicit', 'moof', 'implicit'] as const)[random(3)] ?? 'moof',
      tfdt: withTfdt ? (decodeTime < 2n ** 31n && chance(2) ? 0 : 1) : 'none',
      place: (['behind', 'behind', 'apart', 'before', 'large'] as const)[random(5)] ?? 'behind',
      largeMoof: chance(6),
      auxiliary: encrypted ? (chance(2) ? 'senc' : 'media') : 'none',
      padding,
      foreignTrackId,
      trafBoxes: chance(3) ? [box('abcd', u32(random(1000)))] : [],
    });
    add(fragment);
    if (count > 0) fragmentStarts.push(decodeTime);
    samples.push(...own);
    decodeTime = dts;
  }
  return { bytes: concat(...parts), timescale, samples, fragmentStarts };
}
