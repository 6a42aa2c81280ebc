import { ascii, box, concat, fullBox, u16, u32 } from './box-bytes.testkit.js';
import { type FragmentSample, makeFragment } from './fragment.testkit.js';
import { EMPTY_TABLES, makeMoov, type MoovOptions, plainEntry } from './movie-box.testkit.js';
import { randomFrom } from './seeded-random.testkit.js';

/** A file that was written, and what is in it. */
export interface TruthTrack {
  readonly bytes: Uint8Array;
  readonly timescale: number;
  readonly samples: readonly TruthSample[];
  /** First decode time of each fragment that has samples. */
  readonly fragmentStarts: readonly bigint[];
}

export interface TruthSample extends FragmentSample {
  readonly dts: bigint;
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
