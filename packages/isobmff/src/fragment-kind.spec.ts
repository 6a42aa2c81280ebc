import { expect, test } from '@jest/globals';
import { foreignKind } from './fragment-kind.js';

const text = (value: string) => new TextEncoder().encode(value);
const transportStream = new Uint8Array(512);
for (let at = 0; at < 512; at += 188) transportStream[at] = 0x47;

test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(0), 'an empty file'],
  ['WebM', Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 1, 0, 0, 0), 'a Matroska or WebM file'],
  ['a transport stream', transportStream, 'an MPEG transport stream'],
  ['HTML', text('\n<!DOCTYPE html><html></html>'), 'an HTML page'],
  ['JSON', text('{"error":"expired"}'), 'a JSON text'],
  ['HLS', text('#EXTM3U\n#EXT-X-VERSION:7\n'), 'an HLS playlist (#EXTM3U)'],
  [
    'DASH',
    text('\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n<MPD type="static">'),
    'a DASH manifest (MPD)',
  ],
  ['XML', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), 'an XML text'],
  ['a message', text('Forbidden\r\n'), 'a text that begins "Forbidden"'],
  ['ADTS', Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0, 0, 0, 0), 'AAC frames (ADTS)'],
  ['zeros', new Uint8Array(16), 'the bytes 00 00 00 00 00 00 00 00'],
])('%s is named', (_label, bytes, name) => {
  expect(foreignKind(bytes)).toBe(name);
});

test.each(['ftyp', 'styp', 'moov', 'moof', 'free', 'abcd'])('a box %s may open a file', (type) => {
  expect(foreignKind(Uint8Array.of(0, 0, 0, 24, ...text(type), 0, 0))).toBeUndefined();
});
