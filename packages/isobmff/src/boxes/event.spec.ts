import { expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { expectExample, fromHex } from '../box-example.testkit.js';
import { emsg, prft } from './event.js';

const message = { schemeIdUri: 'u', value: '1', timescale: 1000, eventDuration: 5, id: 9 };

test('emsg of version 0: texts first, time from the start of the segment', () => {
  expectExample({
    description: emsg,
    value: {
      ...message,
      version: 0,
      flags: 0,
      presentationTimeDelta: 3,
      messageData: fromHex('cafe'),
    },
    hex: '00000022 656d7367 00000000 7500 3100 000003e8 00000003 00000005 00000009 cafe',
    text: 'version=0, flags=0x000000, schemeIdUri=u, value=1, timescale=1000, presentationTimeDelta=3, eventDuration=5, id=9, messageData=cafe',
  });
});

test('emsg of version 1: texts behind, time on the movie’s time line', () => {
  expectExample({
    description: emsg,
    value: {
      ...message,
      version: 1,
      flags: 0,
      presentationTime: 2n ** 53n + 1n,
      messageData: fromHex(''),
    },
    hex: '00000024 656d7367 01000000 000003e8 0020000000000001 00000005 00000009 7500 3100',
    text: 'version=1, flags=0x000000, timescale=1000, presentationTime=9007199254740993, eventDuration=5, id=9, schemeIdUri=u, value=1, messageData=',
  });
});

test('prft: a wall clock beside the media’s', () => {
  expectExample({
    description: prft,
    value: {
      version: 1,
      flags: 0,
      referenceTrackId: 1,
      ntpTimestamp: 0xe66ec31b_80000000n,
      mediaTime: 2n ** 40n,
    },
    hex: '00000020 70726674 01000000 00000001 e66ec31b80000000 0000010000000000',
    text: 'version=1, flags=0x000000, referenceTrackId=1, ntpTimestamp=16604423399040614400, mediaTime=1099511627776',
  });
  const short = writeBox(prft, { referenceTrackId: 1, ntpTimestamp: 0n, mediaTime: 5n });
  expect([short.length, short[8]]).toEqual([28, 0]);
});
