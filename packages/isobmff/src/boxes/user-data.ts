import { box, container, fullBox, type BoxValue } from '../box-description.js';
import { printable } from '../box-error.js';
import { sinceVersion, type Field } from '../box-field.js';
import { decodeText, encodeText } from '../box-text.js';
import { u16, u32, u64, u8 } from '../number-field.js';
import { countedText, language, terminatedText } from '../text-field.js';

/** User data of a movie or a track: boxes of many origins. QuickTime may end it with a 32-bit zero. */
export const udta = /*#__PURE__*/ container('udta');

/** A text in one language. */
export interface LanguageText {
  /** Three letters, or the number of a Macintosh language. */
  readonly language: string | number;
  /** What it says. */
  readonly text: string;
}

/** A text with its length in front of its language, as QuickTime stores it. */
export const languageText: Field<LanguageText> = {
  read(reader) {
    const length = u16.read(reader, undefined);
    const packed = language.read(reader, undefined);
    return { language: packed, text: decodeText(reader.bytes(length)) };
  },
  byteLength: ({ text }) => 4 + encodeText(text).length,
  write(writer, value) {
    const text = encodeText(value.text);
    u16.write(writer, text.length, undefined);
    language.write(writer, value.language, undefined);
    writer.bytes(text);
  },
  describe: (value) => ({ language: value.language, text: printable(value.text) }),
};

/** Texts up to the end of the box; fewer than 4 bytes are left to `trailing`. */
const languageTexts: Field<readonly LanguageText[]> = {
  read(reader) {
    const texts: LanguageText[] = [];
    while (reader.left >= 4) texts.push(languageText.read(reader, undefined));
    return texts;
  },
  byteLength: (texts) =>
    texts.reduce((sum, text) => sum + languageText.byteLength(text, undefined), 0),
  write(writer, texts) {
    for (const text of texts) languageText.write(writer, text, undefined);
  },
  describe: (texts) => texts.map((text) => languageText.describe(text, undefined) ?? ''),
};

/**
 * QuickTime text such as `©TIM`, directly in {@link udta}: the same text in one or more languages.
 * (The same types inside `ilst` hold a `data` box.)
 */
export const userDataText = /*#__PURE__*/ box('©*', { texts: languageTexts }, { within: ['udta'] });
/** The value of {@link userDataText}. */
export type UserDataText = BoxValue<typeof userDataText>;

/** 3GPP asset information, directly in {@link udta}: `titl`, `dscp`, `cprt`, `perf`, `auth`, `gnre`: TS 26.244, 8. */
export const assetText = /*#__PURE__*/ fullBox(
  'titl',
  { language, text: terminatedText },
  { within: ['udta'] },
);
/** The value of {@link assetText}. */
export type AssetText = BoxValue<typeof assetText>;

/** Chapters as columns. */
interface Chapters {
  /** Start of each chapter in units of 100 ns. */
  readonly startTime: ArrayLike<number>;
  /** Name of each chapter. */
  readonly title: readonly string[];
}

const chapterTitle = /*#__PURE__*/ countedText(u8);

const chapters: Field<Chapters> = {
  read(reader) {
    const count = u8.read(reader, undefined);
    const startTime = new Float64Array(count);
    const title: string[] = [];
    for (let i = 0; i < count; i++) {
      startTime[i] = u64.read(reader, undefined);
      title.push(chapterTitle.read(reader, undefined));
    }
    return { startTime, title };
  },
  byteLength: ({ title }) =>
    title.reduce((sum, text) => sum + 8 + chapterTitle.byteLength(text, undefined), 1),
  write(writer, { startTime, title }) {
    u8.write(writer, title.length, undefined);
    for (const [i, text] of title.entries()) {
      u64.write(writer, startTime[i] ?? NaN, undefined);
      chapterTitle.write(writer, text, undefined);
    }
  },
  describe: ({ startTime, title }) =>
    title.map((text, i) => ({ startTime: startTime[i] ?? 0, title: printable(text) })),
};

/** Chapters as Nero writes them, up to 255; the usual version 1 has `reserved` (0). */
export const chpl = /*#__PURE__*/ fullBox(
  'chpl',
  { reserved: /*#__PURE__*/ sinceVersion(1, u32), chapters },
  { maxVersion: 1 },
);
/** The value of {@link chpl}. */
export type ChapterList = BoxValue<typeof chpl>;
