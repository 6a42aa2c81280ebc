import { printable } from './box-error.js';
import type { Field } from './box-field.js';
import { fourCC, fourCCText } from './box-header.js';
import { decodeText, encodeText } from './box-text.js';
import type { FieldWriter } from './byte-cursor.js';

/** A four-character code as text of one character per byte. */
export const fourCCField: Field<string> = {
  read: (reader) => fourCCText(reader.view.getUint32(reader.take(4))),
  byteLength: () => 4,
  write(writer, value) {
    writer.view.setUint32(writer.take(4), fourCC(value));
  },
  describe: printable,
};

/** Four-character codes up to the end of the box. */
export const fourCCList: Field<readonly string[]> = {
  read(reader) {
    const codes: string[] = [];
    while (reader.left >= 4) codes.push(fourCCText(reader.view.getUint32(reader.take(4))));
    return codes;
  },
  byteLength: (value) => 4 * value.length,
  write(writer, value) {
    for (const code of value) writer.view.setUint32(writer.take(4), fourCC(code));
  },
  describe: (value) => value.map(printable),
};

/** UTF-8 up to a zero byte, which is left to the next field, or up to the end of the box. */
export const textToZero: Field<string> = {
  read(reader) {
    const left = reader.bytes(reader.left);
    const end = left.indexOf(0);
    if (end < 0) return decodeText(left);
    reader.position -= left.length - end;
    return decodeText(left.subarray(0, end));
  },
  byteLength: (value) => encodeText(value).length,
  write(writer, value) {
    if (value.includes('\0')) writer.fail(`'${printable(value)}'`, 'a text without a zero byte');
    writer.bytes(encodeText(value));
  },
  describe: printable,
};

/** The zero byte behind a text; true where the box ends without it, which is kept. */
export const missingTerminator: Field<true | undefined> = {
  read(reader) {
    if (reader.left === 0) return true;
    reader.take(1);
    return undefined;
  },
  byteLength: (missing) => (missing === true ? 0 : 1),
  write(writer, missing) {
    if (missing === undefined) writer.take(1);
  },
  describe: (missing) => missing,
};

/** UTF-8 and a zero byte. A text that the end of the box cuts off is read too, and gets its zero when it is written. */
export const terminatedText: Field<string> = {
  read(reader) {
    const text = textToZero.read(reader, undefined);
    missingTerminator.read(reader, undefined);
    return text;
  },
  byteLength: (value) => textToZero.byteLength(value, undefined) + 1,
  write(writer, value) {
    textToZero.write(writer, value, undefined);
    writer.take(1);
  },
  describe: printable,
};

/** UTF-8 up to the end of the box. */
export const restText: Field<string> = {
  read: (reader) => decodeText(reader.bytes(reader.left)),
  byteLength: (value) => encodeText(value).length,
  write(writer, value) {
    writer.bytes(encodeText(value));
  },
  describe: printable,
};

/**
 * A language: three letters of 5 bits each (ISO 639-2/T, such as `und`), or the number of a
 * Macintosh language (below 0x400), or whatever else is stored, as a number.
 */
export const language: Field<string | number> = {
  read(reader) {
    const packed = reader.view.getUint16(reader.take(2));
    const letters = [packed >>> 10, (packed >>> 5) & 31, packed & 31];
    const isText = packed < 0x8000 && letters.every((letter) => letter >= 1 && letter <= 26);
    return isText ? String.fromCharCode(...letters.map((letter) => letter + 0x60)) : packed;
  },
  byteLength: () => 2,
  write(writer, value) {
    writer.view.setUint16(writer.take(2), packLanguage(value, writer));
  },
  describe: (value) => value,
};

function packLanguage(value: string | number, writer: FieldWriter): number {
  if (typeof value === 'string') {
    if (!/^[a-z]{3}$/.test(value)) writer.fail(`'${printable(value)}'`, 'three letters a to z');
    const letter = (at: number): number => value.charCodeAt(at) - 0x60;
    return letter(0) * 1024 + letter(1) * 32 + letter(2);
  }
  if (!(value >= 0 && value <= 0xffff)) writer.fail(String(value), '0 to 65535');
  return value;
}

/** UTF-8 with the number of its bytes in front. */
export function countedText(count: Field<number>): Field<string> {
  return {
    read: (reader) => decodeText(reader.bytes(count.read(reader, undefined))),
    byteLength(value) {
      const { length } = encodeText(value);
      return count.byteLength(length, undefined) + length;
    },
    write(writer, value) {
      const text = encodeText(value);
      count.write(writer, text.length, undefined);
      writer.bytes(text);
    },
    describe: printable,
  };
}
