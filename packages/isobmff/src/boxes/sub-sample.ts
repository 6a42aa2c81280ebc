import { fullBox, type BoxValue } from '../box-description.js';
import type { Field } from '../box-field.js';
import type { FieldReader } from '../byte-cursor.js';
import { u16, u32, u8 } from '../number-field.js';
import { describeColumn } from '../table-field.js';

/** Parts of samples, as columns. */
interface SubSamples {
  /** Samples from the entry before to this one, which number from 1. */
  readonly sampleDelta: ArrayLike<number>;
  /** Subsamples of each entry. */
  readonly subsampleCount: ArrayLike<number>;
  /** Bytes of each subsample, those of all entries one behind the other, as the columns below. */
  readonly subsampleSize: ArrayLike<number>;
  /** How much each matters to the picture or sound: higher is more. */
  readonly subsamplePriority: ArrayLike<number>;
  /** 1 if the sample can be decoded without it. */
  readonly discardable: ArrayLike<number>;
  /** What the codec's own specification makes of it. */
  readonly codecSpecificParameters: ArrayLike<number>;
}

interface Head {
  readonly version: number;
}

/** Entries of two levels, held in columns. */
const entries: Field<SubSamples, SubSamples, Head> = {
  read(reader, { version }) {
    const count = u32.read(reader, undefined);
    reader.claim(count, 6);
    const size = version === 0 ? u16 : u32;
    const delta = new Uint32Array(count);
    const subsampleCount = new Uint16Array(count);
    const columns: number[][] = [[], [], [], []];
    for (let i = 0; i < count; i++) {
      delta[i] = u32.read(reader, undefined);
      const inThis = u16.read(reader, undefined);
      subsampleCount[i] = inThis;
      reader.claim(inThis, size.size + 6);
      for (let k = 0; k < inThis; k++) readSubsample(reader, columns, size);
    }
    const [sizes = [], priorities = [], discardable = [], parameters = []] = columns;
    return {
      sampleDelta: delta,
      subsampleCount,
      subsampleSize: Uint32Array.from(sizes),
      subsamplePriority: Uint8Array.from(priorities),
      discardable: Uint8Array.from(discardable),
      codecSpecificParameters: Uint32Array.from(parameters),
    };
  },
  byteLength: ({ sampleDelta, subsampleSize }, { version }) =>
    4 + 6 * sampleDelta.length + (version === 0 ? 8 : 10) * subsampleSize.length,
  write(writer, value, { version }) {
    const size = version === 0 ? u16 : u32;
    u32.write(writer, value.sampleDelta.length, undefined);
    let row = 0;
    for (let i = 0; i < value.sampleDelta.length; i++) {
      const count = value.subsampleCount[i] ?? 0;
      u32.write(writer, value.sampleDelta[i] ?? NaN, undefined);
      u16.write(writer, count, undefined);
      for (const end = row + count; row < end; row++) {
        size.write(writer, value.subsampleSize[row] ?? NaN, undefined);
        u8.write(writer, value.subsamplePriority[row] ?? NaN, undefined);
        u8.write(writer, value.discardable[row] ?? NaN, undefined);
        u32.write(writer, value.codecSpecificParameters[row] ?? NaN, undefined);
      }
    }
    if (row !== value.subsampleSize.length) {
      writer.fail(`of ${value.subsampleSize.length} subsamples`, `the ${row} that are counted`);
    }
  },
  describe: (value) =>
    Object.fromEntries(
      Object.entries(value).map(([name, column]) => [name, describeColumn(column)]),
    ),
  settle({ subsampleSize }, head) {
    if (Array.from(subsampleSize).some((size) => size > 0xffff)) {
      head.version = Math.max(head.version, 1);
    }
  },
};

function readSubsample(reader: FieldReader, columns: number[][], size: Field<number>): void {
  for (const [i, field] of [size, u8, u8, u32].entries()) {
    columns[i]?.push(field.read(reader, undefined));
  }
}

/** Parts of samples: ISO/IEC 14496-12, *Sub-Sample Information Box*. Its flags belong to the codec. */
export const subs = /*#__PURE__*/ fullBox('subs', { entries }, { maxVersion: 1 });
/** The value of {@link subs}. */
export type SubSampleInformation = BoxValue<typeof subs>;
