import type { BValueReport, BValueRow } from "../../publish/catalog-report/report.ts";
import { bAbove } from "../../seismicity/frequency-magnitude/b-above.ts";
import type { BSample } from "../../seismicity/frequency-magnitude/classic-b.ts";
import { type CompletenessMethod, estimateCompleteness } from "../../seismicity/frequency-magnitude/completeness-method.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binCentre, binIndices, type BinLattice, countBins } from "../../seismicity/frequency-magnitude/distribution.ts";
import type { BEstimate, NotEstimated } from "../../seismicity/frequency-magnitude/estimate.ts";
import { type RoundingReport, roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import type { Progress } from "../run.ts";
import { B_METHODS, type BMethod, type BMethodName, UNEQUAL_METHODS } from "./b-methods.ts";
import { latticeOf } from "./completeness.ts";
import type { CatalogFile } from "./read-catalog.ts";

export interface BValueRequest {
  /** A magnitude, or the method by which it is estimated. */
  readonly completeness: number | CompletenessMethodName;
  /** Default: what the rounding of the magnitudes asks for. */
  readonly binWidth?: number;
  readonly methods: readonly BMethodName[];
  /** Magnitudes from which on the catalog is complete, each since a time: methods for unequal completeness are used too. */
  readonly completeSince?: readonly { readonly magnitude: number; readonly since: EpochMs }[];
  /** End of the observation, for these. */
  readonly until?: EpochMs;
  /** For the uncertainty of an estimated completeness magnitude. */
  readonly resamples: number;
  readonly seed: string;
}

/** Two-sided 95 % of a normal law. */
const NORMAL_95 = 1.959963984540054;
const FEWEST_FOR_STABILITY = 50;
const MS_PER_YEAR = 365.25 * MS_PER_DAY;

/**
 * b above a completeness magnitude by several methods. Magnitudes are put into bins first; a completeness magnitude between two bin centres
 * is raised to the upper one.
 *
 * @throws InputError where the completeness magnitude cannot be estimated
 */
export function catalogBValue({ source, catalog }: CatalogFile, request: BValueRequest, progress: Progress): BValueReport {
  const rounding = roundingReport(catalog.magnitudes);
  const lattice = request.binWidth === undefined && typeof request.completeness === "number" ? through(request.completeness, rounding) : latticeOf(rounding, request.binWidth);
  const indices = binIndices(catalog.magnitudes, lattice);
  const distribution = countBins(indices, lattice);
  const binned = Float64Array.from(indices, (index) => binCentre(distribution, index - distribution.firstIndex));
  const completeness = completenessOf(catalog.magnitudes, lattice, request, source.file);
  progress("b-value", 1, 1 + request.methods.length);
  const sample = { completenessMagnitude: completeness.magnitude, binWidth: lattice.binWidth };
  const estimates = request.methods.map((method, done) => {
    const row = estimateRow(binned, catalog.times, method, sample);
    progress("b-value", 2 + done, 1 + request.methods.length);
    return row;
  });
  if (request.completeSince !== undefined) estimates.push(...unequalRows(binned, catalog.times, request.completeSince, request.until ?? source.last + 1, lattice));
  const above = bAbove(distribution);
  const stability = Array.from(above.b, (b, bin) => ({ completenessMagnitude: binCentre(distribution, bin), count: above.counts[bin]!, b, standardError: above.standardErrors[bin]! }))
    .filter(({ count, b, standardError }) => count >= FEWEST_FOR_STABILITY && b > 0 && !Number.isNaN(standardError));
  return { source, binWidth: lattice.binWidth, binOrigin: lattice.origin, rounding, completeness, estimates, distribution, stability };
}

/** The bins that the rounding asks for; plain decimal ones moved so that the magnitude is a centre. */
function through(magnitude: number, rounding: RoundingReport): Required<BinLattice> {
  const { binWidth, origin } = rounding;
  const offset = (magnitude - origin) / binWidth;
  const isCentre = Math.abs(offset - Math.round(offset)) < 1e-6;
  return isCentre || rounding.comb !== undefined || rounding.step >= binWidth ? { binWidth, origin } : { binWidth, origin: magnitude };
}

function completenessOf(magnitudes: Float64Array, lattice: Required<BinLattice>, { completeness, resamples, seed }: BValueRequest, file: string): BValueReport["completeness"] {
  const raised = (value: number): number => Math.round((lattice.origin + Math.ceil((value - lattice.origin) / lattice.binWidth - 1e-6) * lattice.binWidth) * 1e9) / 1e9;
  if (typeof completeness === "number") return { magnitude: raised(completeness), by: "given", standardError: NaN, low: NaN, high: NaN, bStandardError: NaN };
  const method = COMPLETENESS_METHODS[completeness] as CompletenessMethod;
  const result = estimateCompleteness(method, magnitudes, { ...lattice, bootstrap: { resamples, seed } });
  if (!result.estimated) throw new InputError(`no completeness magnitude by ${completeness}: ${result.message}`, { file, field: "--completeness", value: completeness, expected: "a magnitude, or another method" });
  const { standardError, interval, bStandardError } = result.uncertainty!;
  return { magnitude: raised(result.completenessMagnitude), by: completeness, standardError, low: interval.low, high: interval.high, bStandardError };
}

function estimateRow(binned: Float64Array, times: Float64Array, name: BMethodName, sample: BSample): BValueRow {
  const method: BMethod = B_METHODS[name];
  const result = method.estimate(binned, sample);
  const complete = times.filter((_, event) => binned[event]! >= sample.completenessMagnitude - 1e-9);
  const years = complete.length < 2 ? NaN : (complete.at(-1)! - complete[0]!) / MS_PER_YEAR;
  // The number at the completeness magnitude moved down the line to magnitude 0, a year.
  const aOf = (b: number): number => method.logNumber(binned, times.map((time) => time / MS_PER_YEAR), b, sample) - Math.log10(years) + b * sample.completenessMagnitude;
  return rowOf(name, method, method.countOf, result, aOf);
}

/** Completeness magnitudes between two bin centres are raised to the upper one. */
function unequalRows(binned: Float64Array, times: Float64Array, completeSince: NonNullable<BValueRequest["completeSince"]>, until: EpochMs, { binWidth, origin }: Required<BinLattice>): BValueRow[] {
  const centre = (magnitude: number): number => origin + Math.ceil((magnitude - origin) / binWidth - 1e-6) * binWidth;
  const catalog = {
    magnitudes: binned, times: times.map((time) => time / MS_PER_YEAR), until: until / MS_PER_YEAR,
    completeness: completeSince.map(({ magnitude, since }) => ({ lowerEdge: centre(magnitude) - binWidth / 2, since: since / MS_PER_YEAR })),
  };
  const lowest = centre(completeSince[0]!.magnitude);
  return Object.entries(UNEQUAL_METHODS).map(([name, method]) => {
    const result = method.estimate(catalog, binWidth);
    return rowOf(name, method, "events", result, (b) => (result.estimated ? Math.log10(result.rate) + b * lowest : NaN));
  });
}

function rowOf(method: string, { title, citation }: { readonly title: string; readonly citation: string }, countOf: BValueRow["countOf"], result: BEstimate | NotEstimated, aOf: (b: number) => number): BValueRow {
  if (!result.estimated) return { method, title, citation, countOf, b: NaN, standardError: NaN, low: NaN, high: NaN, a: NaN, count: 0, reason: `${result.reason}: ${result.message}` };
  const { b, standardError, count } = result;
  return { method, title, citation, countOf, b, standardError, low: b - NORMAL_95 * standardError, high: b + NORMAL_95 * standardError, a: aOf(b), count, reason: "" };
}
