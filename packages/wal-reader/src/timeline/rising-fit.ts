/**
 * The rising sequence closest to some values in the sense of least squares (isotonic regression,
 * by pooling adjacent violators); overwrites the values from `from` to `to`.
 */
export function fitRising(
  values: Float64Array,
  weights: Uint32Array,
  from: number,
  to: number,
): void {
  const poolStart = new Uint32Array(to - from);
  const poolValue = new Float64Array(to - from);
  const poolWeight = new Float64Array(to - from);
  let pools = 0;
  for (let at = from; at < to; at++) {
    let start = at;
    let value = values[at] ?? 0;
    let weight = Math.max(1, weights[at] ?? 0);
    while (pools > 0 && (poolValue[pools - 1] ?? 0) > value) {
      pools -= 1;
      const other = poolWeight[pools] ?? 0;
      value = (value * weight + (poolValue[pools] ?? 0) * other) / (weight + other);
      weight += other;
      start = poolStart[pools] ?? 0;
    }
    poolStart[pools] = start;
    poolValue[pools] = value;
    poolWeight[pools] = weight;
    pools += 1;
  }
  for (let pool = 0; pool < pools; pool++) {
    const end = pool + 1 < pools ? (poolStart[pool + 1] ?? to) : to;
    values.fill(poolValue[pool] ?? 0, poolStart[pool] ?? 0, end);
  }
}
