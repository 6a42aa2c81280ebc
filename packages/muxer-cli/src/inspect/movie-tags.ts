import { type BoxNode, tagsOf } from '@voxmux/isobmff';
import type { TagFacts } from './inspect-report.js';

/** The tags of a movie as names and texts; what is no text is told by its size. */
export function movieTags(moov: BoxNode, report: (error: unknown) => void): TagFacts[] {
  let tags;
  try {
    tags = tagsOf(moov);
  } catch (error) {
    report(error);
    return [];
  }
  const { freeform, otherItems, keys, userData, startTimecode, track, disc, ...texts } = tags;
  const facts: TagFacts[] = [];
  const add = (name: string, value: string): void => {
    facts.push({ name, value });
  };
  for (const [name, value] of Object.entries(texts)) if (value !== undefined) add(name, value);
  for (const [name, position] of [
    ['track', track],
    ['disc', disc],
  ] as const) {
    if (!position) continue;
    const { number, total } = position;
    add(name, total === 0 ? String(number) : `${String(number)} of ${String(total)}`);
  }
  for (const { mean, name, value } of freeform) add(`${mean}:${name}`, value);
  for (const { key, text, value } of keys) add(key, text ?? binaryText(value));
  for (const { type, text } of userData) add(type, text);
  for (const { type, value } of otherItems) add(type, binaryText(value));
  return facts;
}

function binaryText(value: Uint8Array): string {
  return `(${String(value.length)} bytes)`;
}
