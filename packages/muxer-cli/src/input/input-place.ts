import { fileURLToPath } from 'node:url';
import { resolveUserPath } from '../user-path.js';

/** Where an input comes from, as the person named it. */
export type InputPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'standard-input' }
  | { readonly kind: 'web'; readonly url: URL };

/** Understands `-`, an http(s) or file URL, or else a path. */
export function parseInputPlace(text: string): InputPlace {
  if (text === '-') return { kind: 'standard-input' };
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return { kind: 'web', url: new URL(text) };
  if (/^file:\/\//i.test(text) && URL.canParse(text)) {
    return { kind: 'file', path: fileURLToPath(text) };
  }
  return { kind: 'file', path: resolveUserPath(text) };
}

/** Short name of a place for messages: what tells inputs apart, without passwords and signatures. */
export function inputName(place: InputPlace, shownPath: (path: string) => string): string {
  switch (place.kind) {
    case 'file':
      return shownPath(place.path);
    case 'standard-input':
      return 'standard input';
    case 'web':
      return place.url.origin + place.url.pathname;
  }
}
