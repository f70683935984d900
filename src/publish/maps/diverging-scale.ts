import { oklchToHex } from "../colour.ts";
import { MINUS } from "../format-number.ts";
import { classAmong, type ColourScale } from "./colour-scale.ts";

/**
 * Scale symmetric about zero: ochre below, blue above, near-white between the innermost steps. The two hues differ in
 * blue against yellow, which every common form of colour blindness keeps apart, and each side darkens evenly.
 *
 * @param steps positive, ascending; used on both sides.
 * @param isNamed whether the legend names the step.
 */
export function divergingScale(steps: readonly number[], isNamed: (step: number) => boolean = () => true): ColourScale {
  const mirrored = steps.toReversed().map((step) => -step);
  const thresholds = [...mirrored, ...steps];
  const sides = Array.from({ length: steps.length }, (_, place) => (place + 1) / steps.length);
  const colours = [...sides.toReversed().map((share) => shade(share, OCHRE_HUE)), oklchToHex(0.97, 0, 0), ...sides.map((share) => shade(share, BLUE_HUE))];
  const name = (threshold: number): string => (isNamed(Math.abs(threshold)) ? `${threshold < 0 ? MINUS : ""}${Math.abs(threshold)}` : "");
  return { thresholds, labels: thresholds.map(name), colours, classOf: (value) => classAmong(thresholds, value) };
}

/** Half-decade steps (1 and 3 times powers of ten) below the largest finite absolute value, seven or six, the lowest one 3 times a power of ten. */
export function logarithmicSteps(fields: readonly ArrayLike<number>[]): number[] {
  const top = Math.ceil(2 * Math.log10(largestAbsolute(fields) || 1) - 1e-9) - 1;
  const steps = Array.from({ length: MOST_STEPS }, (_, place) => halfDecade(top - MOST_STEPS + 1 + place));
  // Names on both sides of the narrow class at zero would touch.
  return isPowerOfTen(steps[0]!) ? steps.slice(1) : steps;
}

/** 0.5, 1, 2, 3, … up to the largest finite absolute value: at least two, at most five. */
export function linearSteps(fields: readonly ArrayLike<number>[]): number[] {
  const largest = largestAbsolute(fields);
  return [0.5, 1, 2, 3, 4].filter((step, place) => place < 2 || step < largest);
}

/** Powers of ten, which the legend of {@link logarithmicSteps} names. */
export function isPowerOfTen(step: number): boolean {
  return Math.abs(Math.log10(step) - Math.round(Math.log10(step))) < 1e-9;
}

const MOST_STEPS = 7;
const OCHRE_HUE = 65;
const BLUE_HUE = 255;

function shade(share: number, hueDegrees: number): string {
  return oklchToHex(0.93 - 0.53 * share, 0.035 + 0.085 * share, hueDegrees);
}

function halfDecade(half: number): number {
  return Number(`${half % 2 === 0 ? 1 : 3}e${Math.floor(half / 2)}`);
}

function largestAbsolute(fields: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const field of fields) {
    for (let place = 0; place < field.length; place++) {
      const value = Math.abs(field[place]!);
      if (value > largest && value < Infinity) largest = value;
    }
  }
  return largest;
}
