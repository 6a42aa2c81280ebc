import { isArrival, type OrArrival } from './arrival.js';
import { printable } from './box-error.js';
import type { FragmentBytes } from './fragment-bytes.js';
import { growingColumn } from './flatten-column.js';
import type { InputRange } from './fragment-payload.js';
import { lastRowAtMost } from './fragment-search.js';
import { wholeBox, type ScannedBox } from './fragment-scan.js';

/** Something the input has and the result has not. */
export interface FragmentNotice {
  /** `truncated`: the input ends within its last fragment. `large-box`: a big box between fragments. */
  readonly code: 'truncated' | 'large-box';
  /** Byte offset in the input. */
  readonly offset: number;
  /** What happened, for people. */
  readonly text: string;
}

/** Longest box between fragments that is carried along. */
const MAX_CARRIED_SIZE = 1024 * 1024;

/** Boxes of the top level that are made anew, or would say nothing true about the result. */
const LEFT_OUT: ReadonlySet<string> = /*#__PURE__*/ new Set([
  ...['ftyp', 'styp', 'sidx', 'ssix', 'mfra', 'pdin', 'free', 'skip', 'wide'],
]);

/** What lies between the movie fragments of an input: media data, and boxes that belong to the next fragment. */
export interface BetweenFragments {
  /** Boxes that are carried along, passed since they were last taken. */
  readonly boxes: readonly Uint8Array[];
  /** Notes media data, keeps what is to be carried along, leaves out the rest. */
  add(box: ScannedBox): OrArrival<undefined>;
  /** Takes the boxes that belong in front of the fragment that comes. */
  takeBoxes(): readonly Uint8Array[];
  /** Whether the bytes lie within one `mdat` that has been passed. */
  isMedia(range: InputRange): boolean;
}

/** Starts with nothing passed. */
export function collectBetween(
  bytes: FragmentBytes,
  onNotice: ((notice: FragmentNotice) => void) | undefined,
): BetweenFragments {
  /** Payloads of `mdat` boxes in the order of the file. */
  const mediaStart = growingColumn(Float64Array);
  const mediaEnd = growingColumn(Float64Array);
  let boxes: Uint8Array[] = [];

  return {
    get boxes() {
      return boxes;
    },
    add(box) {
      if (box.type === 'mdat') {
        mediaStart.push(box.payload.start);
        mediaEnd.push(box.payload.end);
      } else if (LEFT_OUT.has(box.type)) {
        return undefined;
      } else if (box.size <= MAX_CARRIED_SIZE) {
        const content = wholeBox(bytes, box);
        if (isArrival(content)) return content;
        boxes.push(content);
      } else {
        const text = `a box '${printable(box.type)}' of ${box.size} bytes between fragments is left out`;
        onNotice?.({ code: 'large-box', offset: box.offset, text });
      }
      return undefined;
    },
    takeBoxes() {
      const taken = boxes;
      boxes = [];
      return taken;
    },
    isMedia({ start, end }) {
      const last = lastRowAtMost(mediaStart.finish(), start);
      return last >= 0 && end <= (mediaEnd.finish()[last] ?? 0);
    },
  };
}
