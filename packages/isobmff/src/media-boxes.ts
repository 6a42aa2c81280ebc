import { draftBox, type BoxDraft } from './box-description.js';
import { dinf, dref, SELF_CONTAINED, url } from './boxes/data-reference.js';
import { hdlr } from './boxes/movie-header.js';

/** Flags of a track header for a track that is enabled and part of the movie. */
export const ENABLED_IN_MOVIE = 3;

/** The `dinf` of media in the same file. */
export function draftDataInformation(): BoxDraft {
  return draftBox(dinf, {}, [draftBox(dref, {}, [draftBox(url, { flags: SELF_CONTAINED })])]);
}

/** The `hdlr` that says what kind of media a track holds. */
export function draftHandler(handlerType: string, name: string): BoxDraft {
  return draftBox(hdlr, { handlerType, name });
}
