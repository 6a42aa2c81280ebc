import { withType, type BoxDescription } from './box-description.js';
import { boxSet, type BoxSet } from './box-set.js';
import { dinf, dref, url, urn } from './boxes/data-reference.js';
import { emsg, prft } from './boxes/event.js';
import { edts, elst } from './boxes/edit-list.js';
import { free, ftyp, mdat, moov, skip, styp } from './boxes/file.js';
import {
  gmhd,
  gmin,
  nmhd,
  smhd,
  sthd,
  tcmi,
  timecodeMediaInformation,
  vmhd,
} from './boxes/media-header.js';
import { data, ilst, item, itemName, keys, mean, meta } from './boxes/item-list.js';
import { leva } from './boxes/level-assignment.js';
import {
  mehd,
  mfhd,
  moof,
  mvex,
  tfdt,
  tfhd,
  traf,
  trep,
  trex,
  trun,
} from './boxes/movie-fragment.js';
import { hdlr, mdhd, mdia, minf, mvhd, tkhd, trak } from './boxes/movie-header.js';
import { dOps } from './boxes/opus.js';
import {
  frma,
  piffProtectionHeader,
  piffSampleEncryption,
  piffTrackEncryption,
  pssh,
  saio,
  saiz,
  schi,
  schm,
  senc,
  sinf,
  tenc,
} from './boxes/protection.js';
import { audioSampleEntry, stsd, visualSampleEntry, wave } from './boxes/sample-description.js';
import { sbgp, sgpd } from './boxes/sample-group.js';
import {
  co64,
  cslg,
  ctts,
  sdtp,
  stbl,
  stco,
  stsc,
  stss,
  stsz,
  stts,
  stz2,
} from './boxes/sample-table.js';
import { mfra, mfro, sidx, ssix, tfra } from './boxes/segment-index.js';
import { subs } from './boxes/sub-sample.js';
import { reelName, timecodeSampleEntry } from './boxes/timecode.js';
import { trackReference, tref } from './boxes/track-reference.js';
import { assetText, chpl, udta, userDataText } from './boxes/user-data.js';

const AUDIO_CODECS =
  'mp4a Opus fLaC alac ac-3 ec-3 ac-4 enca dtsc dtse dtsh dtsl dtsx mha1 mhm1 mlpa samr sawb sowt twos lpcm ipcm fpcm in24 in32 fl32 fl64 ulaw alaw ima4 .mp3';
const VIDEO_CODECS =
  'avc1 avc2 avc3 avc4 hvc1 hev1 dvh1 dvhe dva1 dvav vvc1 vvi1 vp08 vp09 av01 mp4v encv s263 jpeg mjpg mjp2 apch apcn apcs apco ap4h ap4x';

/** 3GPP asset information that is one text in one language. */
const ASSET_TEXTS = 'titl dscp cprt perf auth gnre';

function entries<Value, Input>(
  types: string,
  description: BoxDescription<Value, Input>,
): BoxDescription<Value, Input>[] {
  return types.split(' ').map((type) => withType(description, type));
}

/** The descriptions in {@link standardBoxes}, by family. */
export function standardDescriptions(): readonly BoxDescription[] {
  return [
    ...[ftyp, styp, mdat, free, skip, moov],
    ...[mvhd, trak, tkhd, mdia, mdhd, hdlr, minf, tref, trackReference, edts, elst],
    ...[vmhd, smhd, nmhd, sthd, gmhd, gmin, timecodeMediaInformation, tcmi, dinf, dref, url, urn],
    ...[stbl, stsd, stts, ctts, stss, stsc, stsz, stz2, stco, co64, cslg, sgpd, sbgp, sdtp, subs],
    ...[timecodeSampleEntry, reelName, wave, dOps],
    ...entries(AUDIO_CODECS, audioSampleEntry),
    ...entries(VIDEO_CODECS, visualSampleEntry),
    ...[mvex, mehd, trex, trep, leva, moof, mfhd, traf, tfhd, tfdt, trun],
    ...[sidx, ssix, mfra, tfra, mfro, emsg, prft],
    ...[sinf, frma, schm, schi, tenc, pssh, senc, saiz, saio],
    ...[piffSampleEncryption, piffTrackEncryption, piffProtectionHeader],
    ...[udta, userDataText, chpl, meta, ilst, item, data, mean, itemName, keys],
    ...entries(ASSET_TEXTS, assetText),
  ];
}

/** Every box that this package describes: what to give to `parseBoxes` if in doubt. */
export const standardBoxes: BoxSet = /*#__PURE__*/ boxSet(/*#__PURE__*/ standardDescriptions());
