import { oklchToHex } from "../colour.ts";
import { formatPowerOfTen } from "../format-number.ts";
import { classAmong, type ColourScale } from "./colour-scale.ts";

/**
 * Round log-spaced steps (1 and 3 times powers of ten) down from the largest value, over at most four decades: what lies
 * below is one class, as nothing can be read off there. Lightness falls evenly.
 */
export function sequentialScale(fields: readonly ArrayLike<number>[]): ColourScale {
  const { smallest, largest } = positiveRange(fields);
  const top = Math.ceil(2 * Math.log10(largest) - 1e-9);
  const bottom = Math.max(Math.floor(2 * Math.log10(smallest) + 1e-9), top - 8);
  const thresholds: number[] = [];
  for (let half = bottom + 1; half < top; half++) thresholds.push(halfDecade(half));
  if (thresholds.length === 0) thresholds.push(halfDecade(top));
  const classes = thresholds.length + 1;
  const colours = Array.from({ length: classes }, (_, index) => shade(index / (classes - 1)));
  return { thresholds, labels: thresholds.map(wholePower), colours, classOf: (value) => classAmong(thresholds, value) };
}

/** 10^(half/2), the odd ones rounded to 3: 0.1, 0.3, 1, 3, 10. */
function halfDecade(half: number): number {
  const exponent = Math.floor(half / 2);
  return Number(`${half % 2 === 0 ? 1 : 3}e${exponent}`);
}

/** Powers of ten are named, the steps between them not. */
function wholePower(threshold: number): string {
  const exponent = Math.log10(threshold);
  return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? formatPowerOfTen(Math.round(exponent)) : "";
}

/** Pale green-yellow to deep indigo: lightness 0.95 to 0.30, no red or amber, which are kept for verdicts. */
function shade(share: number): string {
  return oklchToHex(0.95 - 0.65 * share, 0.045 + 0.36 * share * (1 - share), 115 + 170 * share);
}

function positiveRange(fields: readonly ArrayLike<number>[]): { smallest: number; largest: number } {
  let smallest = Infinity;
  let largest = 0;
  for (const field of fields) {
    for (let index = 0; index < field.length; index++) {
      const value = field[index]!;
      if (!(value > 0) || value === Infinity) continue;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
  }
  return largest > 0 ? { smallest, largest } : { smallest: 0.1, largest: 1 };
}
