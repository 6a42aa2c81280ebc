import { fourCC } from './box-header.js';
import { decodeText } from './box-text.js';
import { findBox, findBoxes, type BoxNode } from './box-tree.js';
import { data, itemName, keys, mean } from './boxes/item-list.js';
import { userDataText } from './boxes/user-data.js';
import { readMovie } from './movie-reader.js';
import {
  TEXT_ITEMS,
  type FreeformTag,
  type MovieTags,
  type StartTimecodeTag,
  type TagPosition,
} from './movie-tags.js';
import type { RandomAccessInput } from './random-access-source.js';

/** A value whose meaning is not known here. */
export interface TagValue {
  /** Well-known type of the value: 1 UTF-8, 13 JPEG, 14 PNG, 21 signed integer … */
  readonly dataType: number;
  /** The bytes of the value. */
  readonly value: Uint8Array;
}

/** An item of an iTunes list that is none of the named tags, such as a cover picture. */
export interface ItemTag extends TagValue {
  /** Four characters, one for each byte: `covr`. */
  readonly type: string;
}

/** An entry of QuickTime metadata. */
export interface KeyTag extends TagValue {
  /** Reverse domain name: `com.apple.quicktime.title`. */
  readonly key: string;
  /** The value, if it is a text. */
  readonly text?: string;
}

/** A text of QuickTime user data. */
export interface UserDataTag {
  /** Four characters, one for each byte: `©TIM`. */
  readonly type: string;
  /** Three letters, or the number of a Macintosh language. */
  readonly language: string | number;
  /** What it says. */
  readonly text: string;
}

/** Everything that is found of what a movie says about itself. */
export interface ReadTags extends MovieTags {
  /** Tags of one's own, in the order of the file. */
  readonly freeform: readonly FreeformTag[];
  /** Items that have no name of their own here. */
  readonly otherItems: readonly ItemTag[];
  /** QuickTime metadata. */
  readonly keys: readonly KeyTag[];
  /** QuickTime user data. */
  readonly userData: readonly UserDataTag[];
}

const UTF8 = 1;
const UTF16 = 2;

const TAG_OF_ITEM: ReadonlyMap<string, (typeof TEXT_ITEMS)[number][0]> = new Map(
  TEXT_ITEMS.map(([tag, type]) => [type, tag]),
);

/**
 * Reads the tags of a file: the iTunes list with its freeform items, QuickTime metadata and user data
 * texts of the movie.
 *
 * @throws IsobmffError like `readMovie`, and for damage in the boxes of the tags
 */
export async function readTags(input: RandomAccessInput): Promise<ReadTags> {
  return tagsOf((await readMovie(input)).box);
}

/**
 * The tags in a movie box; see {@link readTags}.
 *
 * @param moov the movie box of `readMovie`, or one parsed with `standardBoxes`
 */
export function tagsOf(moov: BoxNode): ReadTags {
  const userData = findBoxes(moov, 'udta/*').flatMap(readUserData);
  const metas = [...findBoxes(moov, 'udta/meta'), ...findBoxes(moov, 'meta')];
  const items = metas.filter((meta) => !findBox(meta, 'keys')).flatMap(itemsOf);
  const texts = items.flatMap(readTextItem);
  const track = readPosition(items, 'trkn');
  const disc = readPosition(items, 'disk');
  const startTimecode = readStartTimecode(userData);
  return {
    ...Object.fromEntries(texts.reverse()),
    ...(track && { track }),
    ...(disc && { disc }),
    ...(startTimecode && { startTimecode }),
    freeform: items.flatMap(readFreeform),
    otherItems: items.flatMap(readOtherItem),
    keys: metas.flatMap(readKeys),
    userData,
  };
}

function itemsOf(meta: BoxNode): BoxNode[] {
  return findBoxes(meta, 'ilst/*');
}

function valuesOf(item: BoxNode): TagValue[] {
  return findBoxes(item, 'data').map((box) => {
    const { dataType, value } = box.read(data);
    return { dataType, value };
  });
}

/** The text of a value; undefined if it is of another kind. Some writers leave the type of texts at 0. */
function textOf({ dataType, value }: TagValue): string | undefined {
  if (dataType === UTF16) return new TextDecoder('utf-16be').decode(value);
  return dataType === UTF8 || dataType === 0 ? decodeText(value) : undefined;
}

function readTextItem(item: BoxNode): [tag: string, text: string][] {
  const tag = TAG_OF_ITEM.get(item.type);
  const [value] = valuesOf(item);
  const text = value && textOf(value);
  return tag === undefined || text === undefined ? [] : [[tag, text]];
}

/** Number and total behind two bytes of zero; the total may be missing. */
function readPosition(items: readonly BoxNode[], type: string): TagPosition | undefined {
  const item = items.find((one) => one.type === type);
  const value = item && valuesOf(item)[0]?.value;
  if (value === undefined || value.length < 4) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return { number: view.getUint16(2), total: value.length < 6 ? 0 : view.getUint16(4) };
}

function readFreeform(item: BoxNode): FreeformTag[] {
  if (item.type !== '----') return [];
  const names = {
    mean: findBox(item, 'mean')?.read(mean).text ?? '',
    name: findBox(item, 'name')?.read(itemName).text ?? '',
  };
  return valuesOf(item).flatMap((value) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ ...names, value: text }];
  });
}

function readOtherItem(item: BoxNode): ItemTag[] {
  const { type } = item;
  if (type === '----' || type === 'trkn' || type === 'disk') return [];
  const isText = TAG_OF_ITEM.has(type);
  return valuesOf(item)
    .filter((value) => !isText || textOf(value) === undefined)
    .map((value) => ({ type, ...value }));
}

/** Items whose type is the number of their key, from 1. */
function readKeys(meta: BoxNode): KeyTag[] {
  const names = findBox(meta, 'keys')?.read(keys).entries;
  if (!names) return [];
  return itemsOf(meta).flatMap((item) => {
    const key = names[fourCC(item.type) - 1]?.name;
    if (key === undefined) return [];
    return valuesOf(item).map((value) => {
      const text = textOf(value);
      return { key, ...value, ...(text !== undefined && { text }) };
    });
  });
}

function readUserData(box: BoxNode): UserDataTag[] {
  const { type } = box;
  if (!type.startsWith('©')) return [];
  return box.read(userDataText).texts.map(({ language, text }) => ({ type, language, text }));
}

function readStartTimecode(userData: readonly UserDataTag[]): StartTimecodeTag | undefined {
  const textIn = (type: string): string | undefined =>
    userData.find((one) => one.type === type)?.text;
  const text = textIn('©TIM');
  const timescale = Number(textIn('©TSC'));
  const frameDuration = Number(textIn('©TSZ'));
  if (text === undefined || !(timescale > 0) || !(frameDuration > 0)) return undefined;
  return { text, timescale, frameDuration };
}
