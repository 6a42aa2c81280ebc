import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type IXml, ixmlDocument } from './ixml.js';
import { readIXmlPayload } from './ixml-reader.js';
import type { WaveFormat } from './wave-format.js';
import type { WaveNote } from './wave-note.js';

const FORMAT: WaveFormat = { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' };
const write = (ixml: IXml, timeReference?: bigint, notes: WaveNote[] = []) =>
  ixmlDocument(ixml, FORMAT, timeReference, notes);
const read = (document: string) => readIXmlPayload(new TextEncoder().encode(document));

describe('iXML', () => {
  test('a whole document', () => {
    const document = write(
      {
        project: 'Two & <one>',
        scene: '1',
        take: '2',
        tape: '01H',
        note: 'first\r\nsecond',
        circled: true,
        fileUid: 'U1',
        timecodeRate: { numerator: 30000, denominator: 1001, dropFrame: true },
        tracks: [{ name: 'José "J" 😀', function: 'LEFT' }],
      },
      2428186560n,
    );
    expect(document).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<BWFXML>
<IXML_VERSION>2.10</IXML_VERSION>
<PROJECT>Two &amp; &lt;one&gt;</PROJECT>
<SCENE>1</SCENE>
<TAKE>2</TAKE>
<TAPE>01H</TAPE>
<CIRCLED>TRUE</CIRCLED>
<FILE_UID>U1</FILE_UID>
<NOTE>first
second</NOTE>
<SPEED>
<MASTER_SPEED>30000/1001</MASTER_SPEED>
<CURRENT_SPEED>30000/1001</CURRENT_SPEED>
<TIMECODE_RATE>30000/1001</TIMECODE_RATE>
<TIMECODE_FLAG>DF</TIMECODE_FLAG>
<FILE_SAMPLE_RATE>48000</FILE_SAMPLE_RATE>
<AUDIO_BIT_DEPTH>24</AUDIO_BIT_DEPTH>
<DIGITIZER_SAMPLE_RATE>48000</DIGITIZER_SAMPLE_RATE>
<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>
<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>2428186560</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>
<TIMESTAMP_SAMPLE_RATE>48000</TIMESTAMP_SAMPLE_RATE>
</SPEED>
<TRACK_LIST>
<TRACK_COUNT>1</TRACK_COUNT>
<TRACK>
<CHANNEL_INDEX>1</CHANNEL_INDEX>
<INTERLEAVE_INDEX>1</INTERLEAVE_INDEX>
<NAME>José &quot;J&quot; 😀</NAME>
<FUNCTION>LEFT</FUNCTION>
</TRACK>
</TRACK_LIST>
</BWFXML>
`);
  });

  test('no rate, no time, no tracks: none is made up', () => {
    const document = write({ project: 'P' });
    expect(document).not.toMatch(/MASTER_SPEED|TIMECODE|TIMESTAMP|TRACK/u);
    expect(document).toContain('<FILE_SAMPLE_RATE>48000</FILE_SAMPLE_RATE>');
  });

  test('both halves of a long time', () => {
    const document = write({}, 16588799999n);
    expect(document).toContain('_HI>3<');
    expect(document).toContain('_LO>3703898111<');
    expect(read(document).timestampSamplesSinceMidnight).toBe(16588799999n);
  });

  test('control characters are left out, and it is said', () => {
    const notes: WaveNote[] = [];
    const document = write({ scene: 'a\0b', tracks: [{ name: 'c\nd' }], note: 'e\nf' }, 0n, notes);
    expect(read(document)).toMatchObject({ scene: 'ab', note: 'e\nf', tracks: [{ name: 'c d' }] });
    expect(notes.map(({ code, field }) => `${field} ${code}`)).toEqual([
      'iXML.scene control-characters',
      'iXML.tracks[0].name control-characters',
    ]);
  });

  test.each([
    [0, 1],
    [25, 0],
    [29.97, 1],
  ])('refuses the rate %p/%p', (numerator, denominator) => {
    const timecodeRate = { numerator, denominator, dropFrame: false };
    expect(() => write({ timecodeRate })).toThrow(/iXML\.timecodeRate/u);
  });

  test('what is written is read back', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.trim());
    const track = fc.record({ name: text, function: text }, { requiredKeys: ['name'] });
    const ixml = fc.record(
      {
        project: text,
        scene: text,
        take: text,
        tape: text,
        circled: fc.boolean(),
        fileUid: text,
        timecodeRate: fc.record({
          numerator: fc.integer({ min: 1, max: 120000 }),
          denominator: fc.constantFrom(1, 1001),
          dropFrame: fc.boolean(),
        }),
      },
      { requiredKeys: [] },
    );
    const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(
        ixml,
        fc.array(track, { maxLength: 4 }),
        time,
        (fields, tracks, timeReference) => {
          const chunk = read(write({ ...fields, tracks }, timeReference));
          expect(chunk).toMatchObject(fields);
          expect(chunk.tracks).toEqual(
            tracks.map((given, index) => ({
              ...given,
              channelIndex: index + 1,
              interleaveIndex: index + 1,
            })),
          );
          expect(chunk.timestampSamplesSinceMidnight).toBe(timeReference);
        },
      ),
    );
  });
});

describe('iXML of others', () => {
  test('UTF-16 and padding', () => {
    const document = '\ufeff<BWFXML><SCENE>é</SCENE></BWFXML>\0\0';
    expect(readIXmlPayload(Buffer.from(document, 'utf16le')).scene).toBe('é');
    expect(readIXmlPayload(Buffer.from(document, 'utf16le').swap16()).scene).toBe('é');
    expect(readIXmlPayload(Buffer.from(document)).text).toBe('<BWFXML><SCENE>é</SCENE></BWFXML>');
  });

  test('a rate without a denominator, a lower-case flag', () => {
    const { timecodeRate } = read(
      '<BWFXML><SPEED><TIMECODE_RATE>25</TIMECODE_RATE><TIMECODE_FLAG>ndf</TIMECODE_FLAG></SPEED></BWFXML>',
    );
    expect(timecodeRate).toEqual({ numerator: 25, denominator: 1, dropFrame: false });
  });

  test('no XML has text and no fields', () => {
    expect(read('just words')).toEqual({ text: 'just words', tracks: [] });
  });
});
