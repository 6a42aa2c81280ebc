import { describe, expect, test } from '@jest/globals';
import { listBoxes } from './box-listing.js';
import { summarizeBoxes, summarizeBoxesOf, type FileSummary } from './box-summary.js';
import { referenceFile } from './reference-file.testkit.js';
import { standardBoxes } from './standard-boxes.js';
import { fromHex } from './box-example.testkit.js';
import { mdat, moov } from './boxes/file.js';
import { writeBox } from './box-description.js';

const listing = `
          0          36  ftyp  majorBrand=M4A , minorVersion=0, compatibleBrands=[M4A , isom, iso2, mp42, Opus]
         36        1124  moov
         44         108    mvhd  creationTime=0, modificationTime=0, timescale=48000, duration=4488, rate=1, volume=1, matrix=identity, nextTrackId=3
        152         526    trak
        160          92      tkhd  flags=0x000003, creationTime=0, modificationTime=0, trackId=1, duration=4488, layer=0, alternateGroup=0, volume=1, matrix=identity, width=0, height=0
        252          36      edts
        260          28        elst  entries={segmentDuration=[4488], mediaTime=[312], mediaRate=[1]}
        288          20      tref
        296          12        tmcd  trackIds=[2]
        308         370      mdia
        316          32        mdhd  creationTime=0, modificationTime=0, timescale=48000, duration=4800, language=und, quality=0
        348          45        hdlr  handlerType=soun, name=SoundHandler
        393         285        minf
        401          16          smhd  balance=0
        417          36          dinf
        425          28            dref
        441          12              url   flags=0x000001
        453         225          stbl
        461          71            stsd
        477          55              Opus  dataReferenceIndex=1, entryVersion=0, channelCount=2, sampleSize=16, compressionId=0, packetSize=0, sampleRate=48000
        513          19                dOps  outputChannelCount=2, preSkip=312, inputSampleRate=48000, outputGain=0, channelMappingFamily=0
        532          24            stts  entries={sampleCount=[5], sampleDelta=[960]}
        556          28            stsc  entries={firstChunk=[1], samplesPerChunk=[5], sampleDescriptionIndex=[1]}
        584          20            stsz  sampleSize=3, sampleCount=5
        604          20            stco  chunkOffset=[1168]
        624          26            sgpd  version=1, groupingType=roll, defaultLength=2, entries=[-4]
        650          28            sbgp  groupingType=roll, entries={sampleCount=[5], groupDescriptionIndex=[1]}
        678         394    trak
        686          92      tkhd  flags=0x000003, creationTime=0, modificationTime=0, trackId=2, duration=4488, layer=0, alternateGroup=0, volume=0, matrix=identity, width=0, height=0
        778         294      mdia
        786          32        mdhd  creationTime=0, modificationTime=0, timescale=48000, duration=4488, language=und, quality=0
        818          48        hdlr  handlerType=tmcd, name=TimeCodeHandler
        866         206        minf
        874          12          nmhd
        886          36          dinf
        894          28            dref
        910          12              url   flags=0x000001
        922         150          stbl
        930          50            stsd
        946          34              tmcd  dataReferenceIndex=1, flags=2, timescale=48000, frameDuration=960, numberOfFrames=50
        980          24            stts  entries={sampleCount=[1], sampleDelta=[4488]}
       1004          28            stsc  entries={firstChunk=[1], samplesPerChunk=[1], sampleDescriptionIndex=[1]}
       1032          20            stsz  sampleSize=4, sampleCount=1
       1052          20            stco  chunkOffset=[1183]
       1072          88    udta
       1080          80      meta  versionAndFlags=0
       1092          33        hdlr  handlerType=mdir, reserved=6170706c0000000000000000, name=
       1125          35        ilst
       1133          27          ©nam
       1141          19            data  dataType=1, locale=0, value=Ana
       1160          27  mdat
`;

test('the boxes of the reference file', () => {
  expect(`\n${listBoxes(summarizeBoxesOf(referenceFile, standardBoxes))}`).toBe(listing);
});

describe('every kind of input gives the same', () => {
  const expected = summarizeBoxesOf(referenceFile, standardBoxes);

  test.each([
    ['bytes', referenceFile],
    ['a blob', new Blob([new Uint8Array(referenceFile)])],
    [
      'a source of one’s own',
      {
        byteLength: referenceFile.length,
        read: (offset: number, length: number) =>
          Promise.resolve(referenceFile.slice(offset, offset + length)),
      },
    ],
  ])('%s', async (_, input) => {
    await expect(summarizeBoxes(input, standardBoxes)).resolves.toEqual(expected);
  });
});

test('media data is not read, however much there is', async () => {
  const size = 2 ** 40;
  const head = fromHex('00000001 6d646174 0000010000000000');
  const tail = writeBox(moov, {});
  const asked: number[] = [];
  const summary = await summarizeBoxes(
    {
      byteLength: size + tail.length,
      read(offset, length) {
        asked.push(length);
        const bytes = new Uint8Array(length);
        bytes.set(offset === 0 ? head : tail.subarray(0, length));
        return bytes;
      },
    },
    standardBoxes,
  );
  expect(summary.boxes.map(({ type, offset }) => [type, offset])).toEqual([
    ['mdat', 0],
    ['moov', size],
  ]);
  expect(asked.reduce((sum, length) => sum + length)).toBeLessThan(100);
});

describe('damage is told where it is, and does not hide the rest', () => {
  function summaryOf(hex: string): FileSummary {
    return summarizeBoxesOf(fromHex(hex), standardBoxes);
  }

  test('a box inside', () => {
    const broken =
      '00000024 6d6f6f66 0000000c 6d666864 00000000 00000010 6d666864 00000000 00000002';
    const { boxes, error } = summaryOf(`${broken} 00000008 6d646174`);
    expect(error).toBeUndefined();
    expect(boxes.map(({ type }) => type)).toEqual(['moof', 'mdat']);
    expect(boxes[0]?.children?.map((box) => box.error ?? box.fields?.['sequenceNumber'])).toEqual([
      'moof/mfhd[0] at byte 20: found 0 bytes for sequenceNumber, expected 4 bytes',
      2,
    ]);
  });

  test('the end of the file', () => {
    const { boxes, error } = summaryOf('00000008 66726565 000000ff 6d646174 00');
    expect(boxes.map(({ type }) => type)).toEqual(['free']);
    expect(error).toBe(
      "file at byte 8: found 'mdat' of 255 bytes, expected at most the 9 bytes left",
    );
    expect(listBoxes({ byteLength: 17, boxes, error: error ?? '' }).endsWith(`${error}\n`)).toBe(
      true,
    );
  });

  test('children that cannot be told apart', () => {
    const { boxes } = summaryOf('00000010 6d6f6f76 00000009 66726565');
    expect(boxes[0]).toEqual({
      type: 'moov',
      offset: 0,
      size: 16,
      headerSize: 8,
      error: "moov at byte 8: found 'free' of 9 bytes, expected at most the 8 bytes left",
    });
  });
});

test('a box of unknown type shows how it begins', () => {
  const bytes = fromHex('00000012 6d6f6f76 0000000a 7a7a7a7a cafe');
  expect(listBoxes(summarizeBoxesOf(bytes, standardBoxes))).toContain('  zzzz  cafe\n');
});

test('a name that would disturb a terminal is shown in escapes', () => {
  const box = writeBox({ ...mdat, type: '\x1b[2J' }, { data: new Uint8Array(0) });
  expect(listBoxes(summarizeBoxesOf(box, standardBoxes))).toContain('\\x1b[2J');
});

test('a summary can be told as JSON', () => {
  const summary = summarizeBoxesOf(referenceFile, standardBoxes);
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
});
