import type { BoxDescription } from './box-description.js';

/** Looks up what is known of a box by its type (`uuid:` and 32 digits for a `uuid` box) and its parent's. */
export type BoxSet = (type: string, parentType: string) => BoxDescription | undefined;

/**
 * Makes a set of descriptions. There is no global registry: a reader takes the set it is given, and
 * what is not in it stays bytes.
 *
 * A description that names the parents it holds in goes before one that holds everywhere; one for a
 * type goes before `©*` (any type that begins so) and `*` (any type). Of two for the same place the
 * later one counts.
 */
export function boxSet(descriptions: readonly BoxDescription[]): BoxSet {
  const byPlace = new Map<string, BoxDescription>();
  for (const description of descriptions) {
    const type =
      description.userType === undefined ? description.type : `uuid:${description.userType}`;
    for (const parent of description.within ?? ['']) byPlace.set(`${parent}/${type}`, description);
  }
  return (type, parentType) =>
    byPlace.get(`${parentType}/${type}`) ??
    byPlace.get(`${parentType}/${type.charAt(0)}*`) ??
    byPlace.get(`${parentType}/*`) ??
    byPlace.get(`/${type}`);
}
