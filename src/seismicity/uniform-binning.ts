const DOUBLE_EPSILON = 2 ** -52;

/**
 * Index of `value` among equally spaced lower edges, as pyCSEP 0.7.0 `bin1d_vec` with double-precision input:
 * `floor((p − a + |p|ε + |a|ε) / (h − |a|ε))`, so that a decimal edge lands in its own bin although it is not exact in
 * binary. With one edge the width is 1 and the bin is open above.
 *
 * @returns −1 below the first edge; above the last bin `edges.length − 1` when `lastOpen`, else −1; −1 for NaN.
 */
export function binIndex(value: number, edges: ArrayLike<number>, lastOpen: boolean): number {
  const count = edges.length;
  const first = edges[0]!;
  const width = count === 1 ? 1 : edges[1]! - first;
  const tolerance = Math.abs(first) * DOUBLE_EPSILON;
  const index = Math.floor((value - first + Math.abs(value) * DOUBLE_EPSILON + tolerance) / (width - tolerance));
  if (!(index >= 0)) return -1;
  if (index >= count) return lastOpen || count === 1 ? count - 1 : -1;
  return index;
}

/**
 * `start, start + step, … , end` without accumulated rounding: computed on integers and divided by a power of ten, as
 * pyCSEP's `cleaner_range`.
 */
export function decimalRange(start: number, end: number, step: number): Float64Array {
  const scale = Math.max(10 ** decimals(start), Math.round(1 / step), 10 ** decimals(step));
  const from = Math.round(scale * start);
  const by = scale * step;
  const count = Math.floor((Math.round(scale * end) + by / 2 - from) / by + 1e-9) + 1;
  return Float64Array.from({ length: count }, (_, index) => Math.round((from + index * by) * 1e6) / 1e6 / scale);
}

/** Number of decimals that the shortest decimal form of `value` has. */
export function decimals(value: number): number {
  const text = String(value);
  if (text.includes("e-")) return Number(text.split("e-")[1]) + (text.split("e-")[0]!.split(".")[1]?.length ?? 0);
  return text.split(".")[1]?.length ?? 0;
}
