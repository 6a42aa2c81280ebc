import { describe, expect, test } from '@jest/globals';
import { container, draftBox, fullBox, writeBoxes } from './box-description.js';
import { fromHex } from './box-example.testkit.js';
import { reserved, rest } from './box-field.js';
import { writeBoxPieces } from './box-pieces.js';

const outer = container('outr');

describe('writeBoxPieces', () => {
  test('writes boxes in pieces that fit the room, and the same bytes', () => {
    const headed = fullBox('head', { gap: reserved(6), data: rest() });
    const parts = [
      draftBox(outer, {}, [
        draftBox(headed, { data: fromHex('0102') }),
        fromHex('00000008 66726565'),
        draftBox(outer, {}, [draftBox(headed, { data: fromHex('03') }), fromHex('040506')]),
      ]),
      fromHex('0708'),
    ];
    const whole = writeBoxes(parts);
    for (let size = 0; size <= whole.length; size += 1) {
      const pieces = Array.from(writeBoxPieces(parts, size), (one) => one.slice());
      expect(Buffer.concat(pieces).equals(whole)).toBe(true);
      expect(pieces.length > 1).toBe(size < whole.length);
    }
  });
});
