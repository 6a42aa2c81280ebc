export { IsobmffError, type IsobmffErrorCode, type IsobmffFault } from './box-error.js';
export {
  box,
  container,
  draftBox,
  fullBox,
  joinParts,
  withType,
  writeBox,
  writeBoxes,
  type BoxDescription,
  type BoxDraft,
  type BoxInput,
  type BoxPart,
  type BoxValue,
} from './box-description.js';
export {
  fourCC,
  fourCCText,
  readBoxHeader,
  emptyBoxHeader,
  MAX_HEADER_SIZE,
  type BoxHeader,
  type SizeForm,
} from './box-header.js';
export { boxSet, type BoxSet } from './box-set.js';
export {
  editBox,
  findBox,
  findBoxes,
  parseBoxes,
  requireBox,
  walkBoxes,
  type BoxEdit,
  type BoxNode,
} from './box-tree.js';
export { standardBoxes } from './standard-boxes.js';
export * from './boxes/data-reference.js';
export * from './boxes/edit-list.js';
export * from './boxes/file.js';
export * from './boxes/media-header.js';
export * from './boxes/movie-fragment.js';
export * from './boxes/movie-header.js';
export * from './boxes/opus.js';
export * from './boxes/sample-description.js';
export * from './boxes/sample-group.js';
export * from './boxes/sample-table.js';
export * from './boxes/timecode.js';
export * from './boxes/track-reference.js';
