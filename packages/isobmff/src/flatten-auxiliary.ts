import { draftBox, type BoxDraft } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { findBox, parseBoxes, walkBoxes, type BoxNode } from './box-tree.js';
import { piffSampleEncryption, saio, saiz, senc, tenc } from './boxes/protection.js';
import { growingColumn } from './flatten-column.js';
import type { AuxiliaryInformation, AuxiliaryPiece } from './fragment-auxiliary.js';
import type { TrackFragment } from './fragment-moof.js';
import { standardBoxes } from './standard-boxes.js';

/** Auxiliary information of one kind for all samples of a track, to be copied in one piece. */
export interface FlatAuxiliary {
  readonly byteLength: number;
  /** Where the pieces lie in the input, in the order in which they are copied. */
  readonly position: Float64Array;
  readonly length: Float64Array;
  /** Drafts `saiz`, and `saio` with the absolute place of the copy. */
  draft(offset: number): BoxDraft[];
}

/** Collects the auxiliary information of a track, fragment by fragment. */
export interface FlatAuxiliaryBuilder {
  /** Whether samples of a sample description (from 1) are encrypted. */
  isNeeded(descriptionIndex: number): boolean;
  /**
   * Notes the information of a part whose first sample has the number `firstSample`, from 0.
   *
   * @throws IsobmffError `unsupported` for encrypted samples whose information cannot be found
   */
  add(track: TrackFragment, firstSample: number): void;
  finish(sampleCount: number): FlatAuxiliary[];
}

/** Information of one kind (`aux_info_type` and its parameter). */
interface Kind {
  readonly type: string;
  readonly parameter: number;
  readonly sizes: ReturnType<typeof growingColumn<Uint8Array>>;
  readonly position: ReturnType<typeof growingColumn<Float64Array>>;
  readonly length: ReturnType<typeof growingColumn<Float64Array>>;
  byteLength: number;
}

/** How the samples of one sample description are encrypted. */
interface Encryption {
  /** Bytes of each sample's initialisation vector; 0 for a constant one. */
  readonly ivSize: number;
}

/** @param sampleDescription the `stsd` of the track */
export function flatAuxiliaryBuilder(sampleDescription: BoxNode): FlatAuxiliaryBuilder {
  const encryptions = encryptionsOf(sampleDescription);
  const kinds = new Map<string, Kind>();

  function kindOf(type: string, parameter: number): Kind {
    const key = `${type} ${parameter}`;
    const known = kinds.get(key) ?? {
      type,
      parameter,
      sizes: growingColumn(Uint8Array),
      position: growingColumn(Float64Array),
      length: growingColumn(Float64Array),
      byteLength: 0,
    };
    kinds.set(key, known);
    return known;
  }

  function addInformation(information: FoundInformation, firstSample: number): void {
    const kind = kindOf(information.type, information.parameter);
    kind.sizes.fillTo(firstSample);
    if (information.sampleSizes) kind.sizes.append(information.sampleSizes);
    else kind.sizes.fillTo(firstSample + information.sampleCount, information.sampleSize);
    for (const { position, byteLength } of information.pieces) {
      if (byteLength === 0) continue;
      kind.position.push(position);
      kind.length.push(byteLength);
      kind.byteLength += byteLength;
    }
  }

  return {
    isNeeded: (descriptionIndex) => encryptions[descriptionIndex - 1] !== undefined,
    add(track, firstSample) {
      for (const information of track.auxiliary) addInformation(information, firstSample);
      const encryption = encryptions[track.defaults.descriptionIndex - 1];
      if (encryption === undefined || track.auxiliary.length > 0 || track.sampleCount === 0) return;
      const information = fromSampleEncryption(track, encryption);
      if (information !== undefined) addInformation(information, firstSample);
    },
    finish: (sampleCount) =>
      [...kinds.values()]
        .filter(({ byteLength }) => byteLength > 0)
        .map((kind) => {
          kind.sizes.fillTo(sampleCount);
          return finishKind(kind, kind.sizes.finish());
        }),
  };
}

type FoundInformation = Omit<AuxiliaryInformation, 'box'>;

function finishKind(kind: Kind, sizes: Uint8Array): FlatAuxiliary {
  const type =
    kind.type === '' ? {} : { auxInfoType: kind.type, auxInfoTypeParameter: kind.parameter };
  const [first = 0] = sizes;
  const isConstant = first > 0 && sizes.every((size) => size === first);
  const sizesDraft = draftBox(saiz, {
    ...type,
    defaultSampleInfoSize: isConstant ? first : 0,
    sampleCount: sizes.length,
    sampleInfoSize: isConstant ? undefined : sizes,
  });
  return {
    byteLength: kind.byteLength,
    position: kind.position.finish(),
    length: kind.length.finish(),
    draft: (offset) => [sizesDraft, draftBox(saio, { ...type, offset: [offset] })],
  };
}

/** Encryption of each sample description; undefined for those that are not encrypted. */
function encryptionsOf(sampleDescription: BoxNode): (Encryption | undefined)[] {
  const [description] = parseBoxes(
    sampleDescription.bytes,
    standardBoxes,
    sampleDescription.offset,
  ).children;
  return (description?.children ?? []).map((entry) => {
    for (const box of walkBoxes(entry)) {
      if (box.type !== 'tenc') continue;
      const { defaultIsProtected, defaultPerSampleIvSize } = box.read(tenc);
      return defaultIsProtected === 0 ? undefined : { ivSize: defaultPerSampleIvSize };
    }
    return undefined;
  });
}

/**
 * What `saiz` and `saio` would say, from a `senc` without them.
 *
 * @returns undefined if the samples need no information: whole samples with a constant vector
 */
function fromSampleEncryption(
  track: TrackFragment,
  { ivSize }: Encryption,
): FoundInformation | undefined {
  const box = findBox(track.box, 'senc');
  if (box === undefined) {
    if (ivSize === 0) return undefined;
    const piff = track.box.children.find(
      ({ userType }) => userType === piffSampleEncryption.userType,
    );
    const found = piff
      ? 'encryption in the PIFF form (uuid) only'
      : 'neither senc nor saiz and saio';
    throw unsupported(track.box, `encrypted samples with ${found}`);
  }
  if (findBox(track.box, 'sbgp') !== undefined) {
    throw unsupported(box, 'sample groups beside a senc without saiz and saio');
  }
  const { flags, sampleCount, samples } = box.read(senc);
  const sizes = new Uint8Array(Math.min(sampleCount, track.sampleCount));
  const hasSubsamples = (flags & 2) !== 0;
  const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  let at = 0;
  for (let sample = 0; sample < sizes.length; sample += 1) {
    let size = ivSize;
    if (hasSubsamples && at + size + 2 <= samples.length) size += 2 + view.getUint16(at + size) * 6;
    if (at + size > samples.length || size > 0xff) {
      throw unsupported(box, `${size} bytes of encryption data for sample ${sample}`);
    }
    sizes[sample] = size;
    at += size;
  }
  const piece: AuxiliaryPiece = {
    position: box.offset + box.size - samples.length,
    byteLength: at,
  };
  return {
    type: '',
    parameter: 0,
    sampleCount: sizes.length,
    sampleSize: 0,
    sampleSizes: sizes,
    pieces: [piece],
  };
}

function unsupported(box: BoxNode, found: string): IsobmffError {
  return new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found,
    expected: 'saiz and saio, or a plain senc; a fragmented file can carry it unchanged',
  });
}
