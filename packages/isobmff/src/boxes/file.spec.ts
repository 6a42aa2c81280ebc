import { expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { expectExample, fromHex } from '../box-example.testkit.js';
import { free, ftyp, mdat, styp } from './file.js';
import { dref, SELF_CONTAINED, url, urn } from './data-reference.js';

test('ftyp and styp: brands', () => {
  expectExample({
    description: ftyp,
    value: { majorBrand: 'M4A ', minorVersion: 0, compatibleBrands: ['M4A ', 'isom'] },
    hex: '00000018 66747970 4d344120 00000000 4d344120 69736f6d',
    text: 'majorBrand=M4A , minorVersion=0, compatibleBrands=[M4A , isom]',
  });
  expectExample({
    description: styp,
    value: { majorBrand: 'msdh', minorVersion: 512, compatibleBrands: [] },
    hex: '00000010 73747970 6d736468 00000200',
    text: 'majorBrand=msdh, minorVersion=512, compatibleBrands=[]',
  });
});

test('ftyp: half a brand at the end is kept', () => {
  expectExample({
    description: ftyp,
    value: { majorBrand: 'isom', minorVersion: 0, compatibleBrands: [], trailing: fromHex('6162') },
    hex: '00000012 66747970 69736f6d 00000000 6162',
    text: 'majorBrand=isom, minorVersion=0, compatibleBrands=[], trailing=6162',
  });
});

test('a brand of other than four characters is refused', () => {
  const value = { majorBrand: 'M4A', minorVersion: 0, compatibleBrands: [] };
  expect(() => writeBox(ftyp, value)).toThrow("found box type 'M4A'");
});

test('mdat and free: bytes, of which a long one shows its beginning', () => {
  expectExample({
    description: mdat,
    value: { data: fromHex('cafe') },
    hex: '0000000a 6d646174 cafe',
    text: 'data=cafe',
  });
  expectExample({
    description: free,
    value: { data: new Uint8Array(33) },
    hex: `00000029 66726565 ${'00'.repeat(33)}`,
    text: `data=${'00'.repeat(32)}… (33 bytes)`,
  });
});

test('dref counts what it holds: data in the same file, or at an address', () => {
  expectExample({
    description: url,
    value: { version: 0, flags: SELF_CONTAINED },
    hex: '0000000c 75726c20 00000001',
    text: 'version=0, flags=0x000001',
  });
  expectExample({
    description: url,
    value: { version: 0, flags: 0, location: 'a:b' },
    hex: '00000010 75726c20 00000000 613a6200',
    text: 'version=0, flags=0x000000, location=a:b',
  });
  expectExample({
    description: urn,
    value: { version: 0, flags: 0, name: 'n', location: 'l' },
    hex: '00000010 75726e20 00000000 6e00 6c00',
    text: 'version=0, flags=0x000000, name=n, location=l',
  });
  const written = writeBox(dref, {}, [writeBox(url, { flags: SELF_CONTAINED })]);
  expect(written).toEqual(
    fromHex('0000001c 64726566 00000000 00000001 0000000c 75726c20 00000001'),
  );
});
