import type { CaptureFormat } from './packet-index.js';
import { NO_STAMP } from './packet-index.js';
import { BEFORE_HEADER } from './record-framing.js';
import type { HeaderForm, RecordScan } from './record-scan.js';

/** Formats beyond this number are not told apart; a real track has one or two. */
const MOST_FORMATS = 256;

/** Follows which capture format the records of a track were written with. */
export interface FormatLog {
  /** Takes over the form of the header of the record at `at`, which is known to decode. */
  adopt(scan: RecordScan): void;
  formats(rowCount: number): readonly CaptureFormat[];
}

/** A form that no record has, so that the first one is looked at. */
export function noForm(): HeaderForm {
  return {
    prefix: 1,
    mask: 0,
    secondPrefix: 1,
    secondMask: 0,
    length: 0,
    channels: 0,
    isInput: false,
  };
}

/** Makes an empty log. */
export function createFormatLog(): FormatLog {
  const counted = new Map<string, CaptureFormat>();
  let current: Omit<CaptureFormat, 'rowCount'> | undefined;

  function count(endRow: number): void {
    if (current === undefined || endRow === current.firstRow) return;
    const { kind, sampleRate, channels, firstRow } = current;
    const name = `${kind} ${sampleRate} ${channels}`;
    const known = counted.get(name);
    const rowCount = endRow - firstRow + (known?.rowCount ?? 0);
    if (known !== undefined || counted.size < MOST_FORMATS) {
      counted.set(name, { ...(known ?? current), rowCount });
    }
  }

  return {
    adopt(scan) {
      count(scan.rowCount);
      const { isInput, sampleRate, channels, channelsEnd } = readFormat(scan);
      const kind = isInput ? 'input' : 'output';
      current = { kind, sampleRate, channels, firstRow: scan.rowCount };
      const headerAt = scan.at + BEFORE_HEADER;
      const length = channelsEnd - 1 - headerAt;
      scan.form.mask = maskOf(length);
      scan.form.prefix = scan.view.getUint32(headerAt, true) & scan.form.mask;
      scan.form.secondMask = maskOf(length - 4);
      scan.form.secondPrefix = scan.view.getUint32(headerAt + 4, true) & scan.form.secondMask;
      scan.form.length = length;
      scan.form.channels = scan.view.getUint8(channelsEnd - 1);
      scan.form.isInput = isInput;
    },
    formats(rowCount) {
      count(rowCount);
      current = undefined;
      return [...counted.values()];
    },
  };
}

/** Selects the first bytes of a little-endian word, at most all four. */
function maskOf(byteCount: number): number {
  return byteCount >= 4 ? -1 : (1 << (8 * Math.max(0, byteCount))) - 1;
}

function readFormat({ view, at }: RecordScan) {
  const start = at + BEFORE_HEADER;
  const sampleRate = readVarint(view, start + 1);
  const channels = readVarint(view, sampleRate.end);
  return {
    isInput: view.getUint8(start) === 0,
    sampleRate: sampleRate.value,
    channels: channels.value,
    channelsEnd: channels.end,
  };
}

/** The stamp of the record at `at`, whose header is known to decode. */
export function hasStampOutOfRange(scan: RecordScan): boolean {
  const { isInput, channelsEnd } = readFormat(scan);
  if (isInput && scan.view.getUint8(channelsEnd) === 0) return false;
  return readVarint(scan.view, isInput ? channelsEnd + 1 : channelsEnd).value >= NO_STAMP;
}

/** Reads a varint as a number, rounded where it has more than 53 bits. */
function readVarint(view: DataView, start: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  let at = start;
  for (;;) {
    const group = view.getUint8(at);
    at += 1;
    value += (group & 0x7f) * scale;
    scale *= 128;
    if (group < 0x80) return { value, end: at };
  }
}
