import { container, fullBox, type BoxValue } from '../box-description.js';
import { reserved, type Field } from '../box-field.js';
import { u16, u32, u8, type Column } from '../number-field.js';
import { describeColumn, rows } from '../table-field.js';
import { exactByVersion, unsignedByVersion } from '../versioned-field.js';

/** What a segment index refers to, as columns. */
interface References {
  /** 1 if it is another index that is referred to, 0 for media. */
  readonly referenceType: Uint8Array;
  /** Bytes up to the next reference's. */
  readonly referencedSize: Uint32Array;
  /** In ticks of the index. */
  readonly subsegmentDuration: Uint32Array;
  /** 1 if it begins at a stream access point. */
  readonly startsWithSap: Uint8Array;
  /** Type of the first stream access point, 0 if unknown. */
  readonly sapType: Uint8Array;
  /** Ticks from the beginning to that point. */
  readonly sapDeltaTime: Uint32Array;
}

/** The table as it is stored: three words each. */
const packedReferences = /*#__PURE__*/ rows(u16, {
  typeAndSize: u32,
  subsegmentDuration: u32,
  accessPoint: u32,
});

const references: Field<References> = {
  read(reader, box) {
    const { typeAndSize, subsegmentDuration, accessPoint } = packedReferences.read(reader, box);
    return {
      referenceType: Uint8Array.from(typeAndSize, (word) => word >>> 31),
      referencedSize: typeAndSize.map((word) => word & 0x7fff_ffff),
      subsegmentDuration,
      startsWithSap: Uint8Array.from(accessPoint, (word) => word >>> 31),
      sapType: Uint8Array.from(accessPoint, (word) => (word >>> 28) & 7),
      sapDeltaTime: accessPoint.map((word) => word & 0x0fff_ffff),
    };
  },
  byteLength: (value) => 2 + 12 * value.referencedSize.length,
  write(writer, value, box) {
    const { referenceType, referencedSize, startsWithSap, sapType, sapDeltaTime } = value;
    const tooLarge = referencedSize.find((size) => size > 0x7fff_ffff);
    if (tooLarge !== undefined) writer.fail(`to ${tooLarge} bytes`, 'at most 2147483647 bytes');
    packedReferences.write(
      writer,
      {
        typeAndSize: referencedSize.map((size, i) => ((referenceType[i] ?? 0) << 31) | size),
        subsegmentDuration: value.subsegmentDuration,
        accessPoint: sapDeltaTime.map(
          (delta, i) => ((startsWithSap[i] ?? 0) << 31) | ((sapType[i] ?? 0) << 28) | delta,
        ),
      },
      box,
    );
  },
  describe: (value) =>
    Object.fromEntries(
      Object.entries(value).map(([name, column]) => [name, describeColumn(column)]),
    ),
};

/**
 * Segment index: ISO/IEC 14496-12, *Segment Index Box*. Sizes add up from the first byte behind the
 * box plus `firstOffset`; times count in `timescale`.
 */
export const sidx = /*#__PURE__*/ fullBox(
  'sidx',
  {
    referenceId: u32,
    timescale: u32,
    earliestPresentationTime: exactByVersion,
    firstOffset: unsignedByVersion,
    reserved: /*#__PURE__*/ reserved(2),
    references,
  },
  { maxVersion: 1 },
);
/** The value of {@link sidx}. */
export type SegmentIndex = BoxValue<typeof sidx>;

/** Byte ranges of subsegments by level, as columns. */
interface Ranges {
  /** Ranges of each subsegment. */
  readonly rangeCount: Uint32Array;
  /** Level of each range, those of all subsegments one behind the other. */
  readonly level: Uint8Array;
  /** Bytes of each range, up to 2^24 − 1. */
  readonly rangeSize: Uint32Array;
}

const ranges: Field<Ranges> = {
  read(reader) {
    const count = u32.read(reader, undefined);
    reader.claim(count, 4);
    const rangeCount = new Uint32Array(count);
    const words: number[] = [];
    for (let i = 0; i < count; i++) {
      const inThis = u32.read(reader, undefined);
      reader.claim(inThis, 4);
      rangeCount[i] = inThis;
      for (let k = 0; k < inThis; k++) words.push(u32.read(reader, undefined));
    }
    return {
      rangeCount,
      level: Uint8Array.from(words, (word) => word >>> 24),
      rangeSize: Uint32Array.from(words, (word) => word & 0xff_ffff),
    };
  },
  byteLength: ({ rangeCount, level }) => 4 + 4 * rangeCount.length + 4 * level.length,
  write(writer, { rangeCount, level, rangeSize }) {
    u32.write(writer, rangeCount.length, undefined);
    let range = 0;
    for (const count of rangeCount) {
      u32.write(writer, count, undefined);
      for (const end = range + count; range < end; range++) {
        const size = rangeSize[range] ?? -1;
        if (!(size >= 0 && size <= 0xff_ffff)) writer.fail(`of ${size} bytes`, 'at most 16777215');
        u32.write(writer, (level[range] ?? 0) * 0x100_0000 + size, undefined);
      }
    }
  },
  describe: ({ rangeCount, level, rangeSize }) => ({
    rangeCount: describeColumn(rangeCount),
    level: describeColumn(level),
    rangeSize: describeColumn(rangeSize),
  }),
};

/** Levels inside subsegments: *Subsegment Index Box*. */
export const ssix = /*#__PURE__*/ fullBox('ssix', { ranges });

/** Random access to fragments, at the end of a file: a container of {@link tfra} and {@link mfro}. */
export const mfra = /*#__PURE__*/ container('mfra');

interface LengthSizes {
  /** Bits 5–4, 3–2 and 1–0: bytes of a traf, trun and sample number, minus one. */
  readonly lengthSizes: number;
}

/** A number of 1 to 4 bytes, as two bits of the box say. */
function sizedColumn(shift: number): Column<Uint32Array, ArrayLike<number>, LengthSizes> {
  const width = ({ lengthSizes }: LengthSizes): number => ((lengthSizes >> shift) & 3) + 1;
  return {
    width,
    readColumn({ view }, at, stride, count, box) {
      const bytes = width(box);
      return Uint32Array.from({ length: count }, (_, i) => {
        let value = 0;
        for (let k = 0; k < bytes; k++) value = value * 256 + view.getUint8(at + i * stride + k);
        return value;
      });
    },
    writeColumn(writer, at, stride, values, box) {
      const bytes = width(box);
      for (let i = 0; i < values.length; i++) {
        let value = values[i] ?? -1;
        if (!(value >= 0 && value < 256 ** bytes)) writer.fail(String(value), `${bytes} bytes`);
        for (let k = bytes - 1; k >= 0; k--) {
          writer.view.setUint8(at + i * stride + k, value % 256);
          value = Math.floor(value / 256);
        }
      }
    },
  };
}

/** Where sync samples of a track are: *Track Fragment Random Access Box*; offsets count from the start of the file. */
export const tfra = /*#__PURE__*/ fullBox(
  'tfra',
  {
    trackId: u32,
    reserved: /*#__PURE__*/ reserved(3),
    lengthSizes: u8,
    entries: /*#__PURE__*/ rows(u32, {
      time: exactByVersion,
      moofOffset: unsignedByVersion,
      trafNumber: /*#__PURE__*/ sizedColumn(4),
      trunNumber: /*#__PURE__*/ sizedColumn(2),
      sampleNumber: /*#__PURE__*/ sizedColumn(0),
    }),
  },
  { maxVersion: 1 },
);
/** The value of {@link tfra}. */
export type TrackFragmentRandomAccess = BoxValue<typeof tfra>;

/** Size of the `mfra` it ends, so that a reader finds its beginning from the end of the file. */
export const mfro = /*#__PURE__*/ fullBox('mfro', { parentSize: u32 });
