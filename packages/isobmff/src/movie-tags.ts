import { draftBox, withType, type BoxDraft } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { encodeText } from './box-text.js';
import {
  data,
  DATA_TYPE_BINARY,
  DATA_TYPE_UTF8,
  ilst,
  item,
  itemName,
  mean,
  meta,
} from './boxes/item-list.js';
import { hdlr } from './boxes/movie-header.js';
import { udta, userDataText } from './boxes/user-data.js';

/** Number of something in a row, such as a track of an album; a total of 0 is unknown. */
export interface TagPosition {
  /** Its place, from 1. */
  readonly number: number;
  /** How many there are; 0 if unknown. */
  readonly total: number;
}

/** A tag of one's own: an iTunes freeform item. */
export interface FreeformTag {
  /** Who defines the name, in reverse domain form: `com.example`. Some readers show the name alone. */
  readonly mean: string;
  /** Its name within the namespace, such as `SESSION_ID`. */
  readonly name: string;
  /** Text of any length. */
  readonly value: string;
}

/** The start timecode as QuickTime user data (`©TIM`, `©TSC`, `©TSZ`). */
export interface StartTimecodeTag {
  /** The label: `14:03:07:11`. */
  readonly text: string;
  /** Ticks a second. */
  readonly timescale: number;
  /** Ticks a frame. */
  readonly frameDuration: number;
}

/** What a movie says about itself. */
export interface MovieTags {
  /** Name of the recording. */
  readonly title?: string | undefined;
  /** Who is heard. */
  readonly artist?: string | undefined;
  /** Whom the album is listed under. */
  readonly albumArtist?: string | undefined;
  /** What the recording is a part of. */
  readonly album?: string | undefined;
  /** `2026`, `2026-07-04` or a full ISO 8601 time. */
  readonly date?: string | undefined;
  /** The program that wrote the file. */
  readonly tool?: string | undefined;
  /** A remark for people. */
  readonly comment?: string | undefined;
  /** One sentence or two. */
  readonly description?: string | undefined;
  /** A description of any length. */
  readonly longDescription?: string | undefined;
  /** Such as `Podcast`. */
  readonly genre?: string | undefined;
  /** Who wrote it. */
  readonly composer?: string | undefined;
  /** What it belongs together with. */
  readonly grouping?: string | undefined;
  /** Person or company that encoded it. */
  readonly encodedBy?: string | undefined;
  /** Notice of the copyright. */
  readonly copyright?: string | undefined;
  /** Place on the album. */
  readonly track?: TagPosition | undefined;
  /** Disc of the album. */
  readonly disc?: TagPosition | undefined;
  /** Tags of one's own, in their order. */
  readonly freeform?: readonly FreeformTag[] | undefined;
  /** For programs that read it from user data; the timecode track is what counts. */
  readonly startTimecode?: StartTimecodeTag | undefined;
}

/** Tags that are a text, and their iTunes items, in the order in which they are written. */
export const TEXT_ITEMS = [
  ['title', '©nam'],
  ['artist', '©ART'],
  ['albumArtist', 'aART'],
  ['album', '©alb'],
  ['date', '©day'],
  ['tool', '©too'],
  ['comment', '©cmt'],
  ['description', 'desc'],
  ['longDescription', 'ldes'],
  ['genre', '©gen'],
  ['composer', '©wrt'],
  ['grouping', '©grp'],
  ['encodedBy', '©enc'],
  ['copyright', 'cprt'],
] as const;

/**
 * Drafts the `udta` of a movie: an iTunes list with the tags that players show and the freeform
 * ones, and QuickTime text for the start timecode. Zero characters, which end a text for many readers,
 * are taken out, halves of surrogate pairs replaced; a tag without text is left out. Returns undefined
 * where nothing is left.
 *
 * @throws IsobmffError `value` if the number of a track or disc is not from 0 to 65535, or the
 *   timecode text is longer than 65535 bytes
 */
export function draftUserData(tags: MovieTags): BoxDraft | undefined {
  const items = draftItems(tags);
  const boxes = [
    ...(items.length === 0 ? [] : [draftItemList(items)]),
    ...(tags.startTimecode === undefined ? [] : draftStartTimecode(tags.startTimecode)),
  ];
  return boxes.length === 0 ? undefined : draftBox(udta, {}, boxes);
}

function draftItemList(items: readonly BoxDraft[]): BoxDraft {
  const manufacturer = new Uint8Array(12);
  manufacturer.set(encodeText('appl'));
  return draftBox(meta, { versionAndFlags: 0 }, [
    draftBox(hdlr, { handlerType: 'mdir', reserved: manufacturer, name: '' }),
    draftBox(ilst, {}, items),
  ]);
}

function draftItems(tags: MovieTags): BoxDraft[] {
  const items: BoxDraft[] = [];
  for (const [tag, type] of TEXT_ITEMS) {
    const text = cleanText(tags[tag] ?? '');
    if (text !== '') items.push(draftItem(type, [draftText(text)]));
  }
  if (tags.track) items.push(draftPosition('trkn', tags.track, 8));
  if (tags.disc) items.push(draftPosition('disk', tags.disc, 6));
  for (const tag of tags.freeform ?? []) {
    items.push(
      draftItem('----', [
        draftBox(mean, { text: cleanText(tag.mean) }),
        draftBox(itemName, { text: cleanText(tag.name) }),
        draftText(cleanText(tag.value)),
      ]),
    );
  }
  return items;
}

function draftItem(type: string, children: readonly BoxDraft[]): BoxDraft {
  return draftBox(withType(item, type), {}, children);
}

function draftText(text: string): BoxDraft {
  return draftBox(data, { dataType: DATA_TYPE_UTF8, value: encodeText(text) });
}

/** Two zero bytes, the number, the total; a track's item has two zero bytes more. */
function draftPosition(type: string, { number, total }: TagPosition, size: number): BoxDraft {
  const value = new Uint8Array(size);
  for (const [part, at] of [
    [number, 2],
    [total, 4],
  ] as const) {
    if (!(Number.isInteger(part) && part >= 0 && part <= 0xffff)) {
      throw new IsobmffError({
        code: 'value',
        path: `moov/udta/meta/ilst/${type}`,
        found: `${number} of ${total}`,
        expected: 'numbers from 0 to 65535',
      });
    }
    new DataView(value.buffer).setUint16(at, part);
  }
  return draftItem(type, [draftBox(data, { dataType: DATA_TYPE_BINARY, value })]);
}

function draftStartTimecode({ text, timescale, frameDuration }: StartTimecodeTag): BoxDraft[] {
  return [
    draftUserDataText('©TIM', cleanText(text)),
    draftUserDataText('©TSC', String(timescale)),
    draftUserDataText('©TSZ', String(frameDuration)),
  ];
}

function draftUserDataText(type: string, text: string): BoxDraft {
  return draftBox(withType(userDataText, type), { texts: [{ language: 'und', text }] });
}

/** A text that every reader can take: without zero bytes and halves of characters. */
function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\uFFFD');
}
