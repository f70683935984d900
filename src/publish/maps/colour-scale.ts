/**
 * Steps of a map's colour scale. Class `i` holds values in `[thresholds[i − 1], thresholds[i])`; the first class is open
 * below and the last open above, so there is one class more than thresholds.
 */
export interface ColourScale {
  readonly thresholds: readonly number[];
  /** What the legend writes at each threshold; empty where it writes nothing. */
  readonly labels: readonly string[];
  /** `#rrggbb`, one a class. */
  readonly colours: readonly string[];
  /** Index of the class of a value; −1 for NaN. */
  classOf(value: number): number;
}

/** Class of a value among ascending thresholds; −1 for NaN. */
export function classAmong(thresholds: readonly number[], value: number): number {
  if (Number.isNaN(value)) return -1;
  const above = thresholds.findIndex((threshold) => value < threshold);
  return above < 0 ? thresholds.length : above;
}
