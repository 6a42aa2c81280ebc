import { box, container, fullBox, type BoxValue } from '../box-description.js';
import {
  bytes,
  countedBytes,
  describeBytes,
  flagged,
  reserved,
  rest,
  sinceVersion,
  when,
  withDefault,
  type Field,
} from '../box-field.js';
import { u24, u32, u8 } from '../number-field.js';
import { list } from '../table-field.js';
import { fourCCField, terminatedText } from '../text-field.js';
import { unsignedByVersion } from '../versioned-field.js';

/** How a track is protected: inside its sample entry, which has the type `encv` or `enca`. */
export const sinf = /*#__PURE__*/ container('sinf');

/** Type that the sample entry had before it was protected. */
export const frma = /*#__PURE__*/ box('frma', { dataFormat: fourCCField });

/** Protection scheme: ISO/IEC 14496-12, *Scheme Type Box*; `cenc`, `cbcs` … */
export const schm = /*#__PURE__*/ fullBox('schm', {
  schemeType: fourCCField,
  schemeVersion: u32,
  schemeUri: /*#__PURE__*/ flagged(1, terminatedText),
});
/** The value of {@link schm}. */
export type SchemeType = BoxValue<typeof schm>;

/** What the scheme needs to know. */
export const schi = /*#__PURE__*/ container('schi');

interface Tenc {
  readonly defaultIsProtected: number;
  readonly defaultPerSampleIvSize: number;
}

/** Track encryption: ISO/IEC 23001-7, *Track Encryption Box*. */
export const tenc = /*#__PURE__*/ fullBox(
  'tenc',
  {
    reserved: /*#__PURE__*/ reserved(1),
    /** Blocks encrypted in the upper 4 bits, blocks skipped in the lower; 0 in version 0. */
    defaultCryptAndSkipByteBlock: /*#__PURE__*/ withDefault(u8, () => 0),
    defaultIsProtected: u8,
    /** In bytes; 0 if there is a constant one. */
    defaultPerSampleIvSize: u8,
    defaultKid: /*#__PURE__*/ bytes(16),
    defaultConstantIv: /*#__PURE__*/ when(
      (box: Tenc) => box.defaultIsProtected === 1 && box.defaultPerSampleIvSize === 0,
      /*#__PURE__*/ countedBytes(u8),
    ),
  },
  { maxVersion: 1 },
);
/** The value of {@link tenc}. */
export type TrackEncryption = BoxValue<typeof tenc>;

const keyIds: Field<readonly Uint8Array[]> = {
  read(reader) {
    const count = u32.read(reader, undefined);
    reader.claim(count, 16);
    return Array.from({ length: count }, () => reader.bytes(16));
  },
  byteLength: (ids) => 4 + 16 * ids.length,
  write(writer, ids) {
    u32.write(writer, ids.length, undefined);
    for (const id of ids) {
      if (id.length !== 16) writer.fail(`of ${id.length} bytes`, '16 bytes');
      writer.bytes(id);
    }
  },
  describe: (ids) => ids.map(describeBytes),
};

/** What a digital rights system needs: ISO/IEC 23001-7, *Protection System Specific Header Box*. */
export const pssh = /*#__PURE__*/ fullBox(
  'pssh',
  {
    systemId: /*#__PURE__*/ bytes(16),
    keyIds: /*#__PURE__*/ sinceVersion(1, keyIds),
    data: /*#__PURE__*/ countedBytes(u32),
  },
  { maxVersion: 1 },
);
/** The value of {@link pssh}. */
export type ProtectionSystemSpecificHeader = BoxValue<typeof pssh>;

/**
 * Initialization vectors, and with flag 2 the clear and protected bytes, of each sample: ISO/IEC
 * 23001-7, *Sample Encryption Box*. They stay bytes, since the size of a vector is known elsewhere
 * (`tenc`, or the sample's group).
 */
export const senc = /*#__PURE__*/ fullBox('senc', {
  sampleCount: u32,
  samples: /*#__PURE__*/ rest(),
});
/** The value of {@link senc}. */
export type SampleEncryption = BoxValue<typeof senc>;

/** Sizes of the samples' auxiliary information: ISO/IEC 14496-12, *Sample Auxiliary Information Sizes Box*. */
export const saiz = /*#__PURE__*/ fullBox('saiz', {
  auxInfoType: /*#__PURE__*/ flagged(1, fourCCField),
  auxInfoTypeParameter: /*#__PURE__*/ flagged(1, u32),
  defaultSampleInfoSize: u8,
  sampleCount: u32,
  sampleInfoSize: /*#__PURE__*/ when(
    (box: { readonly defaultSampleInfoSize: number }) => box.defaultSampleInfoSize === 0,
    /*#__PURE__*/ list((box: { readonly sampleCount: number }) => box.sampleCount, u8),
  ),
});
/** The value of {@link saiz}. */
export type SampleAuxiliaryInformationSizes = BoxValue<typeof saiz>;

/**
 * Where the samples' auxiliary information is: *Sample Auxiliary Information Offsets Box*. Counted
 * from the start of the file, in a `traf` from the base of its data.
 */
export const saio = /*#__PURE__*/ fullBox(
  'saio',
  {
    auxInfoType: /*#__PURE__*/ flagged(1, fourCCField),
    auxInfoTypeParameter: /*#__PURE__*/ flagged(1, u32),
    offset: /*#__PURE__*/ list(u32, unsignedByVersion),
  },
  { maxVersion: 1 },
);
/** The value of {@link saio}. */
export type SampleAuxiliaryInformationOffsets = BoxValue<typeof saio>;

/** {@link senc} as PIFF (Smooth Streaming) writes it. */
export const piffSampleEncryption = /*#__PURE__*/ fullBox(
  'uuid',
  {
    algorithmId: /*#__PURE__*/ flagged(1, u24),
    ivSize: /*#__PURE__*/ flagged(1, u8),
    kid: /*#__PURE__*/ flagged(1, /*#__PURE__*/ bytes(16)),
    sampleCount: u32,
    samples: /*#__PURE__*/ rest(),
  },
  { userType: 'a2394f525a9b4f14a2446c427c648df4' },
);

/** {@link tenc} as PIFF (Smooth Streaming) writes it. */
export const piffTrackEncryption = /*#__PURE__*/ fullBox(
  'uuid',
  { defaultAlgorithmId: u24, defaultIvSize: u8, defaultKid: /*#__PURE__*/ bytes(16) },
  { userType: '8974dbce7be74c5184f97148f9882554' },
);

/** {@link pssh} as PIFF (Smooth Streaming) writes it. */
export const piffProtectionHeader = /*#__PURE__*/ fullBox(
  'uuid',
  { systemId: /*#__PURE__*/ bytes(16), data: /*#__PURE__*/ countedBytes(u32) },
  { userType: 'd08a4f1810f34a82b6c832d8aba183d3' },
);
