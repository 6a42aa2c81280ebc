import { fullBox, type BoxValue } from '../box-description.js';
import type { Described, Field } from '../box-field.js';
import type { FieldReader, FieldWriter } from '../byte-cursor.js';
import { u32, u8 } from '../number-field.js';
import { fourCCField } from '../text-field.js';

/** What makes up one level of a fragment. */
export interface Level {
  /** Track that the level belongs to. */
  readonly trackId: number;
  /** Whether the level ends with padding. */
  readonly padding: boolean;
  /** 0: sample group, 1: sample group with parameter, 2 and 3: track, 4: sub track. */
  readonly assignmentType: number;
  /** Type of the sample groups, with assignment types 0 and 1. */
  readonly groupingType?: string;
  /** Parameter of the sample groups, with assignment type 1. */
  readonly groupingTypeParameter?: number;
  /** Sub track, with assignment type 4. */
  readonly subTrackId?: number;
}

function readLevel(reader: FieldReader): Level {
  const trackId = u32.read(reader, undefined);
  const packed = u8.read(reader, undefined);
  const level = { trackId, padding: packed >= 0x80, assignmentType: packed & 0x7f };
  switch (level.assignmentType) {
    case 0:
      return { ...level, groupingType: fourCCField.read(reader, undefined) };
    case 1:
      return {
        ...level,
        groupingType: fourCCField.read(reader, undefined),
        groupingTypeParameter: u32.read(reader, undefined),
      };
    case 4:
      return { ...level, subTrackId: u32.read(reader, undefined) };
    default:
      return level;
  }
}

/** Bytes behind the track and the type, by assignment type. */
const EXTRA_BYTES: Readonly<Record<number, number>> = { 0: 4, 1: 8, 4: 4 };

function writeLevel(writer: FieldWriter, level: Level): void {
  u32.write(writer, level.trackId, undefined);
  u8.write(writer, (level.padding ? 0x80 : 0) + level.assignmentType, undefined);
  const { assignmentType: type } = level;
  if (type <= 1) fourCCField.write(writer, level.groupingType ?? '', undefined);
  if (type === 1) u32.write(writer, level.groupingTypeParameter ?? NaN, undefined);
  if (type === 4) u32.write(writer, level.subTrackId ?? NaN, undefined);
}

const levels: Field<readonly Level[]> = {
  read(reader) {
    const count = u8.read(reader, undefined);
    return Array.from({ length: count }, () => readLevel(reader));
  },
  byteLength: (value) =>
    value.reduce((sum, { assignmentType }) => sum + 5 + (EXTRA_BYTES[assignmentType] ?? 0), 1),
  write(writer, value) {
    u8.write(writer, value.length, undefined);
    for (const level of value) writeLevel(writer, level);
  },
  describe: (value) => value.map((level): Described => ({ ...level })),
};

/** Levels of fragments: ISO/IEC 14496-12, *Level Assignment Box*. */
export const leva = /*#__PURE__*/ fullBox('leva', { levels });
/** The value of {@link leva}. */
export type LevelAssignment = BoxValue<typeof leva>;
