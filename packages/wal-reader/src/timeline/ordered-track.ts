import { displacedRows, NONE_DISPLACED } from './displaced-rows.js';
import type { MediaTime } from './media-time.js';
import { mixedTime, uniformTime } from './media-time.js';
import type { OrderCursor, PacketOrder } from './packet-order.js';
import { orderCursor, packetOrder } from './packet-order.js';
import type { StampLags } from './stamp-lags.js';
import { stampLags } from './stamp-lags.js';
import type { TimelineColumns } from './timeline-columns.js';

/** A track with its packets in the order in which they are to be heard. */
export interface OrderedTrack {
  readonly columns: TimelineColumns;
  readonly order: PacketOrder;
  readonly cursor: OrderCursor;
  readonly time: MediaTime;
  /** The lag of each packet, by position. */
  readonly lagMs: Int32Array;
  /** Packets without a usable stamp of their own. */
  readonly unstampedRows: number;
}

/**
 * Puts packets in order and computes their lags. The lags in the order of writing tell whether any
 * record can have been written late; mostly none was, and they stand.
 * @param shared whether stamps are given in the way of the local recorder.
 */
export function orderTrack(columns: TimelineColumns, shared: boolean): OrderedTrack {
  const written = packetOrder(columns, NONE_DISPLACED);
  const lags = stampLags(columns, written, shared);
  if (lags.backwardSteps === 0) return trackOf(columns, written, lags);
  const displaced = displacedRows(columns, lags.backwardSteps);
  if (displaced.rows.length === 0) return trackOf(columns, written, lags);
  const order = packetOrder(columns, displaced);
  return trackOf(columns, order, stampLags(columns, order, shared, lags.lagMs));
}

function trackOf(columns: TimelineColumns, order: PacketOrder, lags: StampLags): OrderedTrack {
  const cursor = orderCursor(order);
  const { lagMs, unstampedRows, uniformUnits } = lags;
  const time =
    uniformUnits > 0 ? uniformTime(uniformUnits) : mixedTime(columns, cursor, order.packetCount);
  return { columns, order, cursor, time, lagMs, unstampedRows };
}
