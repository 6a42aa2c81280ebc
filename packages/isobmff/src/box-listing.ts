import { printable } from './box-error.js';
import type { Described } from './box-field.js';
import type { BoxSummary, FileSummary } from './box-summary.js';

/**
 * A file's boxes as text for people, a line each: offset, size, type by depth, fields.
 *
 * ```
 *        0         36  ftyp  majorBrand=M4A , minorVersion=0, compatibleBrands=[M4A , isom]
 *       36       1124  moov
 *       44        108    mvhd  version=0, flags=0, timescale=48000, duration=4488
 * ```
 */
export function listBoxes(summary: FileSummary): string {
  const lines = summary.boxes.flatMap((box) => boxLines(box, 0));
  if (summary.error !== undefined) lines.push(summary.error);
  return lines.map((line) => `${line}\n`).join('');
}

function boxLines(box: BoxSummary, depth: number): string[] {
  const { type, userType, offset, size, fields = {}, payload = '', children = [], error } = box;
  const place = `${String(offset).padStart(11)} ${String(size).padStart(11)}`;
  const name = printable(type) + (userType === undefined ? '' : ` ${userType}`);
  const shown = [
    fieldsText(worthShowing(fields)),
    payload,
    error === undefined ? '' : `! ${error}`,
  ];
  const line = [`${place}  ${'  '.repeat(depth)}${name}`, ...shown.filter((part) => part !== '')];
  return [line.join('  '), ...children.flatMap((child) => boxLines(child, depth + 1))];
}

/** The fields without a version and flags of 0, which nearly all boxes have. */
function worthShowing(
  fields: Readonly<Record<string, Described>>,
): Readonly<Record<string, Described>> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) =>
        !(name === 'version' && value === 0) && !(name === 'flags' && value === '0x000000'),
    ),
  );
}

/** The fields of a box in one line: `name=value, name=value`. */
export function fieldsText(fields: Readonly<Record<string, Described>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${describedText(value)}`)
    .join(', ');
}

function describedText(value: Described): string {
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(describedText).join(', ')}]`;
  return `{${fieldsText(value)}}`;
}

function isList(value: Described): value is readonly Described[] {
  return Array.isArray(value);
}
