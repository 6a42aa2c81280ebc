import { box, container, fullBox, type BoxValue } from '../box-description.js';
import {
  describeBytes,
  describedAs,
  rest,
  sniffed,
  withDefault,
  type Field,
} from '../box-field.js';
import { printable } from '../box-error.js';
import { decodeText, encodeText } from '../box-text.js';
import { u32 } from '../number-field.js';
import { fourCCField, restText } from '../text-field.js';

/**
 * Metadata: a full box by ISO/IEC 14496-12, *Meta Box*; in QuickTime files without version and flags.
 * Which one it is shows in whether a box (the `hdlr`) begins at once.
 */
export const meta = /*#__PURE__*/ box(
  'meta',
  {
    versionAndFlags: /*#__PURE__*/ sniffed(
      (reader) => reader.left >= 4 && !reader.isBoxAhead(),
      u32,
    ),
  },
  { children: true },
);

/** The list of items of iTunes metadata, and of QuickTime metadata whose {@link keys} stand beside it. */
export const ilst = /*#__PURE__*/ container('ilst');

/** An item of {@link ilst}, such as `©nam`: a container of {@link data}; one of the type `----` has {@link mean} and {@link itemName} as well. */
export const item = /*#__PURE__*/ container('*', { within: ['ilst'] });

/** Type of {@link data}: bytes whose meaning the item alone tells. */
export const DATA_TYPE_BINARY = 0;
/** Type of {@link data}: text in UTF-8, without a terminator. */
export const DATA_TYPE_UTF8 = 1;
/** Type of {@link data}: a JPEG picture. */
export const DATA_TYPE_JPEG = 13;
/** Type of {@link data}: a PNG picture. */
export const DATA_TYPE_PNG = 14;
/** Type of {@link data}: a signed integer of 1 to 4, or 8, bytes. */
export const DATA_TYPE_SIGNED = 21;

interface TypedValue {
  readonly dataType: number;
}

/** Bytes whose meaning the type in front of them tells; text is described as text. */
const typedValue: Field<Uint8Array, Uint8Array, TypedValue> = /*#__PURE__*/ describedAs(
  /*#__PURE__*/ rest<TypedValue>(),
  {
    describe: (value, { dataType }) =>
      dataType === DATA_TYPE_UTF8 ? printable(decodeText(value)) : describeBytes(value),
  },
);

/** The value of an item. */
export const data = /*#__PURE__*/ box('data', {
  dataType: u32,
  locale: /*#__PURE__*/ withDefault(u32, () => 0),
  value: typedValue,
});
/** The value of {@link data}. */
export type ItemData = BoxValue<typeof data>;

/** Whose names the name of an item of the type `----` belongs to, such as `com.apple.iTunes`. */
export const mean = /*#__PURE__*/ fullBox('mean', { text: restText }, { within: ['----'] });

/** The name of an item of the type `----`. */
export const itemName = /*#__PURE__*/ fullBox('name', { text: restText }, { within: ['----'] });

/** A key of QuickTime metadata. */
export interface MetadataKey {
  /** Four characters; `mdta` for reverse-DNS names. */
  readonly namespace: string;
  /** Its name there: `com.apple.quicktime.title`. */
  readonly name: string;
}

const keyEntries: Field<readonly MetadataKey[]> = {
  read(reader) {
    const count = u32.read(reader, undefined);
    reader.claim(count, 8);
    return Array.from({ length: count }, () => {
      const at = reader.position;
      const size = u32.read(reader, undefined);
      if (size < 8) reader.failAt(at, 'value', `key of ${size} bytes`, 'at least 8 bytes');
      const namespace = fourCCField.read(reader, undefined);
      return { namespace, name: decodeText(reader.bytes(size - 8)) };
    });
  },
  byteLength: (keys) => keys.reduce((sum, { name }) => sum + 8 + encodeText(name).length, 4),
  write(writer, keys) {
    u32.write(writer, keys.length, undefined);
    for (const { namespace, name } of keys) {
      const text = encodeText(name);
      u32.write(writer, 8 + text.length, undefined);
      fourCCField.write(writer, namespace, undefined);
      writer.bytes(text);
    }
  },
  describe: (keys) => keys.map(({ namespace, name }) => printable(`${namespace} ${name}`)),
};

/** Keys of QuickTime metadata: the type of an item in {@link ilst} is the number of its key, from 1. */
export const keys = /*#__PURE__*/ fullBox('keys', { entries: keyEntries }, { within: ['meta'] });
/** The value of {@link keys}. */
export type MetadataKeys = BoxValue<typeof keys>;
