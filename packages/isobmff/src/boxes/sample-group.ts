import { fullBox, type BoxValue } from '../box-description.js';
import { describeBytes, sinceVersion, type Field } from '../box-field.js';
import { u32 } from '../number-field.js';
import { rows } from '../table-field.js';
import { fourCCField } from '../text-field.js';

interface GroupHead {
  readonly groupingType: string;
  readonly version: number;
  readonly defaultLength?: number | undefined;
}

/**
 * The entries of `sgpd` as bytes: what they hold depends on the grouping type, how long they are on
 * the version. Version 0 does not say: there they have to be of one length.
 */
const groupEntries: Field<readonly Uint8Array[], readonly Uint8Array[], GroupHead> = {
  read(reader, { version, defaultLength = 0 }) {
    const count = u32.read(reader, undefined);
    reader.claim(count, version > 0 && defaultLength === 0 ? 4 : Math.max(defaultLength, 1));
    const length = version > 0 ? defaultLength : reader.left / Math.max(count, 1);
    if (!Number.isInteger(length)) {
      const found = `${count} entries in ${reader.left} bytes`;
      reader.fail('unsupported', found, 'entries of one length where none is stored (version 0)');
    }
    return Array.from({ length: count }, () =>
      reader.bytes(length === 0 ? u32.read(reader, undefined) : length),
    );
  },
  byteLength(entries, { version, defaultLength = 0 }) {
    const prefix = version > 0 && defaultLength === 0 ? 4 : 0;
    return entries.reduce((sum, entry) => sum + prefix + entry.length, 4);
  },
  write(writer, entries, { version, defaultLength = 0 }) {
    const length = version > 0 ? defaultLength : (entries[0]?.length ?? 0);
    u32.write(writer, entries.length, undefined);
    for (const entry of entries) {
      if (version > 0 && length === 0) u32.write(writer, entry.length, undefined);
      else if (entry.length !== length) writer.fail(`of ${entry.length} bytes`, `${length} bytes`);
      writer.bytes(entry);
    }
  },
  describe: (entries, { groupingType }) =>
    groupingType === 'roll' ? entries.map(rollDistance) : entries.map(describeBytes),
};

/**
 * Sample group descriptions: ISO/IEC 14496-12, *Sample Group Description Box*. `defaultLength` is
 * the length of each entry in bytes, or 0 if each bears its own.
 */
export const sgpd = /*#__PURE__*/ fullBox(
  'sgpd',
  {
    groupingType: fourCCField,
    defaultLength: /*#__PURE__*/ sinceVersion(1, u32),
    defaultGroupDescriptionIndex: /*#__PURE__*/ sinceVersion(2, u32),
    entries: groupEntries,
  },
  { maxVersion: 2 },
);
/** The value of {@link sgpd}. */
export type SampleGroupDescription = BoxValue<typeof sgpd>;

/**
 * Samples and their groups: ISO/IEC 14496-12, *Sample to Group Box*; runs of samples, each with the
 * number (from 1, 0: none) of an entry of `sgpd`. In a `traf`, numbers from 0x10001 mean its own `sgpd`.
 */
export const sbgp = /*#__PURE__*/ fullBox(
  'sbgp',
  {
    groupingType: fourCCField,
    groupingTypeParameter: /*#__PURE__*/ sinceVersion(1, u32),
    entries: /*#__PURE__*/ rows(u32, { sampleCount: u32, groupDescriptionIndex: u32 }),
  },
  { maxVersion: 1 },
);
/** The value of {@link sbgp}. */
export type SampleToGroup = BoxValue<typeof sbgp>;

/** What an entry of a `roll` group says; see {@link rollEntry}. */
export function rollDistance(entry: Uint8Array): number {
  return (((entry[0] ?? 0) << 24) >> 16) | (entry[1] ?? 0);
}

/** Entry of a `roll` group: how many samples earlier (negative) a decoder has to start. */
export function rollEntry(rollDistance: number): Uint8Array {
  return Uint8Array.of((rollDistance >> 8) & 0xff, rollDistance & 0xff);
}
