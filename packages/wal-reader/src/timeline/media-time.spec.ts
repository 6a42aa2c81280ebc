import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { MediaTime } from './media-time.js';
import { mixedTime, uniformTime } from './media-time.js';
import { orderCursor, packetOrder } from './packet-order.js';
import { NONE_DISPLACED } from './displaced-rows.js';

function timeOf(durationUnits: readonly number[]): MediaTime {
  const rowCount = durationUnits.length;
  const columns = {
    rowCount,
    stampMs: new Uint32Array(rowCount),
    durationUnits: Uint8Array.from(durationUnits),
    size: new Uint16Array(rowCount),
    duplicates: [],
  };
  return mixedTime(columns, orderCursor(packetOrder(columns, NONE_DISPLACED)), rowCount);
}

test('the media time of a position is the sum of all durations before', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 48 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(durations, fc.nat(), (units, at) => {
      const position = at % (units.length + 1);
      const expected = units.slice(0, position).reduce((sum, one) => sum + one, 0);
      expect(timeOf(units).unitsBefore(position)).toBe(expected);
    }),
  );
});

test('the position after some time is behind the packet with which it has passed', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 48 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(durations, fc.nat(), fc.integer({ min: 1, max: 6000 }), (units, at, wanted) => {
      const start = at % units.length;
      let end = start;
      for (let passed = 0; end < units.length && passed < wanted; end++) passed += units[end] ?? 0;
      expect(timeOf(units).positionAfter(start, wanted, units.length)).toBe(end);
    }),
  );
});

test('packets that last equally long are counted instead of summed up', () => {
  const uniform = uniformTime(8);
  const mixed = timeOf(new Array<number>(2000).fill(8));
  for (const position of [0, 1, 31, 32, 33, 2000]) {
    expect(uniform.unitsBefore(position)).toBe(mixed.unitsBefore(position));
    expect(uniform.positionAfter(position, 6000, 2000)).toBe(
      mixed.positionAfter(position, 6000, 2000),
    );
  }
});
