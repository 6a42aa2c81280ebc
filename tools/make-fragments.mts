/**
 * Makes a long fragmented MP4 file of a short one, by repeating its fragments with decode times and
 * sequence numbers that go on. The same options give the same bytes.
 *
 *   npx nx build isobmff && node --import ./tools/register.mjs tools/make-fragments.mts \
 *     --from fixtures/fmp4/real-shaka-sintel.video.mp4 --bytes 257000000 --out FILE
 *
 * The source has to have its media data right behind each moof, and offsets that count from there.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { stderr } from 'node:process';
import { parseArgs } from 'node:util';

import {
  findBoxes,
  mfhd,
  parseBoxes,
  readMovieOf,
  standardBoxes,
  tfdt,
  tfhd,
  type BoxNode,
} from '@voxmux/isobmff';

const { values: options } = parseArgs({
  options: {
    from: { type: 'string' },
    bytes: { type: 'string', default: '257000000' },
    out: { type: 'string' },
  },
});

/** A moof with the mdat behind it, and where its numbers stand. */
interface Fragment {
  readonly bytes: Uint8Array;
  readonly sequenceNumberAt: number;
  readonly decodeTimes: readonly { at: number; wide: boolean; value: bigint }[];
}

const FULL_BOX_HEAD = 4;

function fieldsAt(box: BoxNode, moof: BoxNode): number {
  return box.offset - moof.offset + box.headerSize + FULL_BOX_HEAD;
}

function fragmentOf(moof: BoxNode, media: BoxNode, file: Uint8Array): Fragment {
  const [header] = findBoxes(moof, 'mfhd');
  if (
    header === undefined ||
    findBoxes(moof, 'traf/tfhd').some((box) => box.read(tfhd).baseDataOffset !== undefined)
  ) {
    throw new Error(
      'The fragments cannot be moved: their offsets count from the start of the file',
    );
  }
  header.read(mfhd);
  return {
    bytes: file.slice(moof.offset, media.offset + media.size),
    sequenceNumberAt: fieldsAt(header, moof),
    decodeTimes: findBoxes(moof, 'traf/tfdt').map((box) => {
      const { version, baseMediaDecodeTime: value } = box.read(tfdt);
      return { at: fieldsAt(box, moof), wide: version === 1, value };
    }),
  };
}

function main(from: string, out: string, byteLength: number): void {
  const file = new Uint8Array(readFileSync(from));
  const boxes = parseBoxes(file, standardBoxes).children;
  const firstMoof = boxes.findIndex(({ type }) => type === 'moof');
  const fragments = boxes.flatMap((box, index) => {
    const media = boxes[index + 1];
    return box.type === 'moof' && media?.type === 'mdat' ? [fragmentOf(box, media, file)] : [];
  });
  const samples = readMovieOf(file).tracks[0]?.samples();
  const last = (samples?.sampleCount ?? 0) - 1;
  const period =
    (samples?.decodeTime[last] ?? 0) +
    (samples?.duration[last] ?? 0) -
    (samples?.decodeTime[0] ?? 0);

  const output = openSync(out, 'w');
  const head = boxes.slice(0, firstMoof).filter(({ type }) => type === 'ftyp' || type === 'moov');
  let written = head.reduce((sum, { bytes }) => sum + writeSync(output, bytes), 0);
  let sequenceNumber = 0;
  for (let round = 0n; written < byteLength; round += 1n) {
    for (const { bytes, sequenceNumberAt, decodeTimes } of fragments) {
      sequenceNumber += 1;
      const view = new DataView(bytes.buffer);
      view.setUint32(sequenceNumberAt, sequenceNumber);
      for (const { at, wide, value } of decodeTimes) {
        const time = value + round * BigInt(period);
        if (wide) view.setBigUint64(at, time);
        else view.setUint32(at, Number(time));
      }
      written += writeSync(output, bytes);
      if (written >= byteLength) break;
    }
  }
  closeSync(output);
  stderr.write(`${out}: ${sequenceNumber} fragments, ${written} bytes\n`);
}

if (options.from === undefined || options.out === undefined) {
  stderr.write('--from FILE and --out FILE are needed\n');
  process.exitCode = 2;
} else {
  main(options.from, options.out, Number(options.bytes));
}
