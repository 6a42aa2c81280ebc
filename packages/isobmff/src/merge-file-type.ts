import { writeBoxes, draftBox } from './box-description.js';
import { parseBoxes, findBox } from './box-tree.js';
import { boxSet } from './box-set.js';
import { ftyp } from './boxes/file.js';

/** What the result is: `iso6` says that fragments count from their `moof`, `isom` is any MP4. */
export type MergedLayout = 'fragmented' | 'flat';

const MAJOR_BRANDS = { fragmented: 'iso6', flat: 'isom' } as const;

/** Brands that hold for every result. */
const BASE_BRANDS = {
  fragmented: ['isom', 'iso6', 'mp41'],
  flat: ['isom', 'iso2', 'iso6', 'mp41'],
} as const;

/**
 * Brands of the inputs that hold for the result too: features of the base format, and codecs.
 * Others (`dash`, `msdh`, `cmfc`, `piff`, `isml` …) promise segments or a single track.
 */
const KEPT_BRANDS = /^(iso[2-9a-c]|mp4[12]|avc[1-4]|hvc1|hev1|vvc1|av01|vp0[89]|Opus|dby1|mp71)$/;

/**
 * The `ftyp` of a merged file: a major brand that promises a plain MP4, and the codec brands of both inputs.
 *
 * @param inputs the whole `ftyp` of each input that has one
 */
export function mergeFileTypes(inputs: readonly Uint8Array[], layout: MergedLayout): Uint8Array {
  const brands = new Set<string>(BASE_BRANDS[layout]);
  for (const input of inputs) {
    const box = findBox(parseBoxes(input, boxSet([])), 'ftyp');
    for (const brand of box?.read(ftyp).compatibleBrands ?? []) {
      if (KEPT_BRANDS.test(brand)) brands.add(brand);
    }
  }
  const majorBrand = MAJOR_BRANDS[layout];
  return writeBoxes([
    draftBox(ftyp, { majorBrand, minorVersion: 0, compatibleBrands: [...brands] }),
  ]);
}
