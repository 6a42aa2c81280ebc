/** How a text was changed to fit its field. */
export type WaveNoteCode =
  /** Characters outside ASCII were written in ASCII. */
  | 'transliterated'
  /** Control characters, which the field cannot hold, were left out or became spaces. */
  | 'control-characters'
  /** The text was cut at the length of its field. */
  | 'shortened'
  /** A marker lies where its chunk cannot point to. */
  | 'out-of-range';

/** What was written in place of what was asked for. Nothing of this stops a file from being written. */
export interface WaveNote {
  /** Why it was not written as given. */
  readonly code: WaveNoteCode;
  /** Chunk and field, such as `bext.description` or `iXML.tracks[0].name`. */
  readonly field: string;
  /** As asked for. */
  readonly given: string;
  /** As written. */
  readonly written: string;
}
