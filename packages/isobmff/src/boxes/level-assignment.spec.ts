import { test } from '@jest/globals';
import { expectExample } from '../box-example.testkit.js';
import { leva } from './level-assignment.js';

test('leva: levels of every assignment type', () => {
  expectExample({
    description: leva,
    value: {
      version: 0,
      flags: 0,
      levels: [
        { trackId: 1, padding: true, assignmentType: 0, groupingType: 'tele' },
        {
          trackId: 1,
          padding: false,
          assignmentType: 1,
          groupingType: 'tsas',
          groupingTypeParameter: 2,
        },
        { trackId: 2, padding: false, assignmentType: 2 },
        { trackId: 3, padding: false, assignmentType: 4, subTrackId: 9 },
      ],
    },
    hex:
      '00000031 6c657661 00000000 04 00000001 80 74656c65 00000001 01 74736173 00000002' +
      '00000002 02 00000003 04 00000009',
    text: 'version=0, flags=0x000000, levels=[{trackId=1, padding=true, assignmentType=0, groupingType=tele}, {trackId=1, padding=false, assignmentType=1, groupingType=tsas, groupingTypeParameter=2}, {trackId=2, padding=false, assignmentType=2}, {trackId=3, padding=false, assignmentType=4, subTrackId=9}]',
  });
});
