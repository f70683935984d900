import { z } from "zod";
import { bValueTintiMulargia, type BValue } from "../seismicity/b-value.ts";
import { InputError } from "../seismicity/input-error.ts";
import type { MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import type { KnownSeismicity } from "./contract.ts";

/** A Gutenberg–Richter law that falls off at large magnitudes. `b` is base 10. */
export type MagnitudeLaw =
  | { readonly law: "tapered"; readonly b: number; readonly cornerMagnitude: number }
  | { readonly law: "truncated"; readonly b: number; readonly maximumMagnitude: number };

const sharedShape = {
  /** Gutenberg–Richter b, or `estimate`: from the full history above its completeness at every fit. */
  b: z.union([z.literal("estimate"), z.number().positive()]).default("estimate"),
};

/** Options for a magnitude law; without any, tapered with corner 8.0 and estimated b. Unknown keys are refused. */
export const magnitudeLawSchema = z
  .preprocess(
    (given) => (typeof given === "object" && given !== null && !("law" in given) ? { law: "tapered", ...given } : given),
    z.discriminatedUnion("law", [
      z.strictObject({ law: z.literal("tapered"), ...sharedShape, cornerMagnitude: z.number().default(8) }),
      z.strictObject({ law: z.literal("truncated"), ...sharedShape, maximumMagnitude: z.number() }),
    ]),
  )
  .prefault({});
export type MagnitudeLawOptions = z.infer<typeof magnitudeLawSchema>;

/** Fewest magnitudes from which b is estimated: below, its error exceeds 14 %. */
export const FEWEST_FOR_B = 50;

/**
 * Share of each magnitude bin among events at or above the lowest edge; sums to 1. The last bin is open.
 *
 * Tapered: S(m) = 10^{−b(m−mt)} exp(10^{1.5(mt−mc)} − 10^{1.5(m−mc)}) (Kagan 2002), positive until it underflows near
 * corner + 1.9.
 * Truncated: S(m) ∝ 10^{−b m} − 10^{−b Mmax}. The bin that holds Mmax takes the mass up to Mmax; bins above it are true
 * zeros: an event there has log-likelihood −∞.
 *
 * @throws InputError when a truncated law ends at or below the lowest edge
 */
export function magnitudeShares(law: MagnitudeLaw, bins: MagnitudeBins): Float64Array {
  const { lowerEdges } = bins;
  const lowest = lowerEdges[0];
  checkReach(law, lowest);
  // Each bin as S(low) · (1 − S(high)/S(low)), so that small bins keep their precision.
  return lowerEdges.map((low, bin) => {
    const high = bin + 1 < lowerEdges.length ? lowerEdges[bin + 1] : Infinity;
    const logSurvival = logExceedance(law, lowest, low);
    return logSurvival === -Infinity ? 0 : -Math.exp(logSurvival) * Math.expm1(logExceedance(law, low, high));
  });
}

/**
 * Ratio of the rate of events at or above `to` to that at or above `from`: turns a rate above completeness into a rate
 * above a target. Above 1 when `to < from` (extrapolation downwards); 0 beyond a truncated law's end.
 *
 * @throws InputError when a truncated law ends at or below `from`
 */
export function exceedanceRatio(law: MagnitudeLaw, from: number, to: number): number {
  checkReach(law, from);
  return Math.exp(logExceedance(law, from, to));
}

/**
 * The law that options stand for, given what is known. `estimate` is the b-value with its error and count when it was
 * estimated from the full `history` at or above its completeness, else null.
 *
 * @throws InputError when b is to be estimated from fewer than 50 events
 */
export function resolveMagnitudeLaw(options: MagnitudeLawOptions, known: KnownSeismicity): { law: MagnitudeLaw; estimate: BValue | null } {
  if (options.b !== "estimate") return { law: withB(options, options.b), estimate: null };
  const { history, completenessMagnitude, magnitudeBinWidth } = known;
  const count = history.magnitudes.reduce((total, magnitude) => total + (magnitude >= completenessMagnitude - 1e-9 ? 1 : 0), 0);
  if (count < FEWEST_FOR_B) {
    throw new InputError("too few events to estimate b; give b in the magnitude options", {
      field: "magnitude.b", value: count, expected: `at least ${FEWEST_FOR_B} events of magnitude ${completenessMagnitude} or more`,
    });
  }
  const estimate = bValueTintiMulargia(history.magnitudes, smallestListed(completenessMagnitude, magnitudeBinWidth), magnitudeBinWidth);
  return { law: withB(options, estimate.b), estimate };
}

/** Completeness is an edge; the estimator wants the smallest magnitude that the catalog can list above it. */
function smallestListed(completenessMagnitude: number, step: number): number {
  return step > 0 ? Math.ceil((completenessMagnitude - 1e-9) / step) * step : completenessMagnitude;
}

/** ln of S(to)/S(from). */
function logExceedance(law: MagnitudeLaw, from: number, to: number): number {
  const beta = law.b * Math.LN10;
  if (to === Infinity) return -Infinity;
  if (law.law === "tapered") return -beta * (to - from) + moment(from - law.cornerMagnitude) - moment(to - law.cornerMagnitude);
  if (to >= law.maximumMagnitude) return -Infinity;
  const left = (magnitude: number): number => Math.log(-Math.expm1(-beta * (law.maximumMagnitude - magnitude)));
  return -beta * (to - from) + left(to) - left(from);
}

/** 10^{1.5 Δm}: seismic moment relative to that at the corner. */
function moment(difference: number): number {
  return Math.exp(1.5 * Math.LN10 * difference);
}

function checkReach(law: MagnitudeLaw, lowest: number): void {
  if (law.law === "truncated" && !(law.maximumMagnitude > lowest)) {
    throw new InputError("maximum magnitude leaves no events", { field: "magnitude.maximumMagnitude", value: law.maximumMagnitude, expected: `above ${lowest}` });
  }
}

function withB(options: MagnitudeLawOptions, b: number): MagnitudeLaw {
  return options.law === "tapered"
    ? { law: "tapered", b, cornerMagnitude: options.cornerMagnitude }
    : { law: "truncated", b, maximumMagnitude: options.maximumMagnitude };
}
