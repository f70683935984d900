import { groupBy } from "../../../numerics/group-by.ts";
import { demingRegression } from "../../../numerics/total-least-squares.ts";
import { mean, sum } from "../../../numerics/sums.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { CONVERSION_FORMAT, type ConversionDocument, type ConversionLine, MOMENT_TYPES, parseConversions } from "./coefficients.ts";
import type { AnchorPair } from "./match-anchor.ts";

export interface FitConversionsOptions {
  readonly version: string;
  /** What the lines were fitted on: catalogs, span, matching. */
  readonly source: string;
  /** Variance of the errors of the anchor's Mw over that of the native magnitude; one for all types, or one each. */
  readonly varianceRatio?: number | Readonly<Record<string, number>>;
  /** Fewest pairs of a type. */
  readonly minimumPairs?: number;
  /** Least range of native magnitudes of a type. */
  readonly minimumSpan?: number;
  /**
   * Native magnitude at which pairs are cut, judged by the point of the line nearest to a pair in units of the errors; one for all
   * types, or one each. Without it no pair is cut.
   */
  readonly minimumMagnitude?: number | Readonly<Record<string, number>>;
}

/** A type that was not fitted. */
export interface RefusedType {
  readonly type: string;
  readonly pairs: number;
  readonly reason: string;
}

/**
 * One Deming line a native magnitude type on pairs of the same earthquakes, with the standard errors of the jackknife. Types
 * with too small an overlap are refused and listed; moment magnitudes are left out. A line holds between the smallest and
 * the largest native magnitude of its pairs.
 *
 * An overlap that one of the catalogs cuts off at a magnitude bends the line, whatever the method: near the cut only pairs
 * with errors of one sign are left. `minimumMagnitude`, some three standard errors above both catalogs' ends, takes those pairs
 * out without a bend of its own: where a pair falls on the line does not depend on how far off it lies.
 *
 * @throws InputError for a ratio of variances that is not positive, or one or a cut that is missing for a type
 */
export function fitConversions(pairs: readonly AnchorPair[], options: FitConversionsOptions): { document: ConversionDocument; refused: readonly RefusedType[] } {
  const { version, source, varianceRatio = 1, minimumPairs = 30, minimumSpan = 1, minimumMagnitude } = options;
  const byType = groupBy(pairs, ({ event }) => nativeType(event.magnitudeType));
  const lines: ConversionLine[] = [];
  const refused: RefusedType[] = [];
  for (const [type, group] of [...byType].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (MOMENT_TYPES.includes(type)) continue;
    const fitted = fitType(type, group, { version, source, ratio: entryOf(varianceRatio, type), minimumPairs, minimumSpan, cut: minimumMagnitude === undefined ? -Infinity : entryOf(minimumMagnitude, type) });
    if ("reason" in fitted) refused.push(fitted);
    else lines.push(fitted);
  }
  return { document: parseConversions({ format: CONVERSION_FORMAT, version, targetTypes: [...MOMENT_TYPES], lines }), refused };
}

const MAX_ROUNDS = 20;
/** Move of the slope, in standard errors, from which on the cut stays. */
const SETTLED = 0.25;

/** A magnitude type as conversions know it: lower case, without blanks. */
export function nativeType(magnitudeType: string): string {
  return magnitudeType.trim().toLowerCase();
}

interface TypeFit {
  readonly version: string;
  readonly source: string;
  readonly ratio: number | undefined;
  readonly minimumPairs: number;
  readonly minimumSpan: number;
  readonly cut: number | undefined;
}

function fitType(type: string, group: readonly AnchorPair[], { version, source, ratio, minimumPairs, minimumSpan, cut }: TypeFit): ConversionLine | RefusedType {
  if (!(ratio !== undefined && ratio > 0 && ratio < Infinity)) throw new InputError("ratio of error variances is out of range", { field: type, value: ratio ?? null, expected: "a positive number" });
  if (cut === undefined || Number.isNaN(cut)) throw new InputError("no magnitude to cut pairs at", { field: type, value: cut ?? null, expected: "a number" });
  const refuse = (pairs: number, reason: string): RefusedType => ({ type, pairs, reason });
  if (type === "") return refuse(group.length, "no magnitude type");
  let kept = group;
  // What is cut moves the line and the line what is cut. A few rounds settle it, but for single pairs that may come and go;
  // cutting by the mean of two lines keeps it from swinging.
  let before: { slope: number; intercept: number } | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (kept.length < Math.max(4, minimumPairs)) return refuse(kept.length, `fewer than ${Math.max(4, minimumPairs)} pairs`);
    const native = Float64Array.from(kept, ({ event }) => event.magnitude);
    const anchor = Float64Array.from(kept, ({ anchor: one }) => one.magnitude);
    const range = { min: native.reduce((a, b) => Math.min(a, b)), max: native.reduce((a, b) => Math.max(a, b)) };
    if (!(range.max - range.min >= minimumSpan - 1e-9)) return refuse(kept.length, `magnitudes span ${(range.max - range.min).toFixed(2)}, less than ${minimumSpan}`);
    if (!(comovement(native, anchor) > 0)) return refuse(kept.length, "Mw does not rise with the native magnitude");
    const line = demingRegression(native, anchor, ratio);
    const settled = before !== undefined && Math.abs(line.slope - before.slope) < SETTLED * line.slopeStandardError;
    const cutter = before === undefined ? line : { slope: (line.slope + before.slope) / 2, intercept: (line.intercept + before.intercept) / 2 };
    const above = settled ? kept : group.filter((pair) => pointOnLine(pair, cutter, ratio) >= cut);
    if (above.length !== kept.length || above.some((pair, k) => pair !== kept[k])) {
      kept = above;
      before = line;
      continue;
    }
    return {
      id: `${type}-${version}`, types: [type],
      slope: line.slope, intercept: line.intercept, slopeStandardError: line.slopeStandardError, interceptStandardError: line.interceptStandardError, covariance: line.covariance,
      residualStandardDeviation: line.residualStandardDeviation, orthogonalStandardDeviation: line.orthogonalStandardDeviation,
      events: line.n, range, basis: "fitted", source: `fitted on ${source}; ratio of error variances ${ratio}${cut === -Infinity ? "" : `; pairs from ${cut} on the line`}`,
    };
  }
  return refuse(kept.length, "the cut does not settle");
}

/** Native magnitude of the point of a line that is nearest to a pair, each axis in units of its errors. */
function pointOnLine({ event, anchor }: AnchorPair, { slope, intercept }: { slope: number; intercept: number }, ratio: number): number {
  return (ratio * event.magnitude + slope * (anchor.magnitude - intercept)) / (ratio + slope * slope);
}

/** Sum of products about the means. */
function comovement(x: Float64Array, y: Float64Array): number {
  const [xMean, yMean] = [mean(x), mean(y)];
  return sum(x.map((value, k) => (value - xMean) * (y[k] - yMean)));
}

function entryOf(values: number | Readonly<Record<string, number>>, type: string): number | undefined {
  return typeof values === "number" ? values : values[type];
}
