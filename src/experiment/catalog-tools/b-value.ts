import type { BValueReport, BValueRow } from "../../publish/catalog-report/report.ts";
import { bAbove } from "../../seismicity/frequency-magnitude/b-above.ts";
import { belowFullest } from "../../seismicity/frequency-magnitude/below-fullest.ts";
import type { BSample } from "../../seismicity/frequency-magnitude/classic-b.ts";
import { type CompletenessMethod, estimateCompleteness } from "../../seismicity/frequency-magnitude/completeness-method.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binMagnitude, binIndices, type BinLattice, countBins } from "../../seismicity/frequency-magnitude/distribution.ts";
import type { BEstimate, NotEstimated } from "../../seismicity/frequency-magnitude/estimate.ts";
import { roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
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
/** A b as low as is met, and the chance below which an empty stretch above the completeness magnitude is named. */
const LEAST_B = 0.5;
const EMPTY_BY_CHANCE = 1e-3;
/** Teeth of a comb are known to this share of their distance. */
const ORIGIN_OF_COMB = 0.1;
const MS_PER_YEAR = 365.25 * MS_PER_DAY;

/**
 * b above a completeness magnitude by several methods. Magnitudes are put into bins first, of which the lowest starts at a completeness
 * magnitude that is given: events below it do not count. One that lies between two magnitudes that the catalog can list, or between two
 * teeth of its comb, is raised to the upper one.
 *
 * @throws InputError where the completeness magnitude cannot be estimated, or the bins do not hold whole steps of the magnitudes
 */
export function catalogBValue({ source, catalog }: CatalogFile, request: BValueRequest, progress: Progress): BValueReport {
  const until = request.until ?? source.last + 1;
  const late = request.completeSince?.find(({ since }) => since >= until);
  if (late !== undefined) throw new InputError("complete only after the observation ends", { file: source.file, field: "--complete-since", value: `${late.magnitude}=${formatInstant(late.since)}`, expected: `a time before ${formatInstant(until)}` });
  const rounding = roundingReport(catalog.magnitudes);
  const fitting = latticeOf(rounding, request.binWidth, source.file);
  const given = typeof request.completeness === "number" ? request.completeness : null;
  const onTeeth = rounding.comb !== undefined && fitting.binStep === fitting.binWidth;
  const lattice = given === null || onTeeth ? fitting : startingAt(listedFrom(given, rounding.step), fitting);
  const indices = binIndices(catalog.magnitudes, lattice);
  const distribution = countBins(indices, lattice);
  const binned = Float64Array.from(indices, (index) => binMagnitude(distribution, index - distribution.firstIndex));
  const completeness = completenessOf(catalog.magnitudes, lattice, onTeeth ? rounding.step / 2 + ORIGIN_OF_COMB * lattice.binWidth : 0, request, source.file);
  progress("b-value", 1, 1 + request.methods.length);
  const sample = { completenessMagnitude: completeness.magnitude, binWidth: lattice.binWidth };
  // Magnitudes off the step may lie below what was given and yet in its bin.
  const counts = (event: number): boolean => given === null || onTeeth || catalog.magnitudes[event]! >= given - 1e-9;
  const used = { magnitudes: binned.filter((_, event) => counts(event)), times: catalog.times.filter((_, event) => counts(event)) };
  const estimates = request.methods.map((method, done) => {
    const row = estimateRow(used.magnitudes, used.times, method, sample);
    progress("b-value", 2 + done, 1 + request.methods.length);
    return row;
  });
  if (request.completeSince !== undefined) estimates.push(...unequalRows(binned, catalog.times, request.completeSince, until, lattice));
  const above = bAbove(distribution);
  const stability = Array.from(above.b, (b, bin) => ({ completenessMagnitude: binMagnitude(distribution, bin), count: above.counts[bin]!, b, standardError: above.standardErrors[bin]! }))
    .filter(({ count, b, standardError }) => count >= FEWEST_FOR_STABILITY && b > 0 && !Number.isNaN(standardError));
  const warnings = given === null ? [] : [
    ...(onTeeth ? belowGiven(catalog.magnitudes.filter((_, event) => binned[event]! >= completeness.magnitude - 1e-9), given, completeness.magnitude - lattice.binWidth / 2) : []),
    ...emptyBottom(catalog.magnitudes, completeness.magnitude, rounding.step),
    ...(onTeeth ? [] : belowFullest(catalog.magnitudes, completeness.magnitude, rounding.step)),
  ];
  return { source, binWidth: lattice.binWidth, binOrigin: lattice.origin, binStep: lattice.binStep, rounding, completeness, warnings, estimates, distribution, stability };
}

/** Says how many of the events used lie below the completeness magnitude given. */
function belowGiven(used: Float64Array, given: number, edge: number): string[] {
  const below = used.filter((magnitude) => magnitude < given - 1e-9).length;
  return below === 0 ? [] : [`${below} of the events used lie below the completeness magnitude ${given}, as bins about the teeth of the comb cannot start there: the lowest starts at ${tidy(edge)}`];
}

/** Says that the catalog begins above the magnitude from which it is taken as complete, where that is no chance: b comes out too low. */
function emptyBottom(magnitudes: Float64Array, lowest: number, step: number): string[] {
  const used = magnitudes.filter((magnitude) => magnitude >= lowest - 1e-9);
  const smallest = used.reduce((least, magnitude) => Math.min(least, magnitude), Infinity);
  const chance = Math.exp(-LEAST_B * Math.LN10 * (smallest - lowest) * used.length);
  return used.length > 0 && smallest > lowest + step + 1e-9 && chance < EMPTY_BY_CHANCE
    ? [`no event lies from ${lowest} up to ${smallest}, the smallest of the ${used.length} above: if the catalog was cut there, it is not complete from ${lowest}, and b is too low`] : [];
}

/** The lowest magnitude from `magnitude` up that a catalog with this step can list. */
function listedFrom(magnitude: number, step: number): number {
  return step === 0 ? magnitude : tidy(Math.ceil(magnitude / step - 1e-6) * step);
}

/** The same bins, moved so that one of them starts at the magnitude where none does. */
function startingAt(magnitude: number, lattice: Required<BinLattice>): Required<BinLattice> {
  const offset = (magnitude - lattice.origin) / lattice.binWidth;
  return Math.abs(offset - Math.round(offset)) < 1e-6 ? lattice : { ...lattice, origin: magnitude };
}

/** @param slack a completeness magnitude this far above that of a bin is taken for it */
function completenessOf(magnitudes: Float64Array, lattice: Required<BinLattice>, slack: number, { completeness, resamples, seed }: BValueRequest, file: string): BValueReport["completeness"] {
  const raised = (value: number): number => tidy(lattice.origin + Math.ceil((value - lattice.origin - slack) / lattice.binWidth - 1e-6) * lattice.binWidth);
  if (typeof completeness === "number") return { magnitude: raised(completeness), given: completeness, by: "given", standardError: NaN, low: NaN, high: NaN, bStandardError: NaN };
  const method = COMPLETENESS_METHODS[completeness] as CompletenessMethod;
  const result = estimateCompleteness(method, magnitudes, { ...lattice, bootstrap: { resamples, seed } });
  if (!result.estimated) throw new InputError(`no completeness magnitude by ${completeness}: ${result.message}`, { file, field: "--completeness", value: completeness, expected: "a magnitude, or another method" });
  const { standardError, interval, bStandardError } = result.uncertainty!;
  return { magnitude: raised(result.completenessMagnitude), given: null, by: completeness, standardError, low: interval.low, high: interval.high, bStandardError };
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

/** Completeness magnitudes between those of two bins are raised to the upper one. */
function unequalRows(binned: Float64Array, times: Float64Array, completeSince: NonNullable<BValueRequest["completeSince"]>, until: EpochMs, { binWidth, origin }: Required<BinLattice>): BValueRow[] {
  const raised = (magnitude: number): number => origin + Math.ceil((magnitude - origin) / binWidth - 1e-6) * binWidth;
  const catalog = {
    magnitudes: binned, times: times.map((time) => time / MS_PER_YEAR), until: until / MS_PER_YEAR,
    completeness: completeSince.map(({ magnitude, since }) => ({ lowerEdge: raised(magnitude) - binWidth / 2, since: since / MS_PER_YEAR })),
  };
  const lowest = raised(completeSince[0]!.magnitude);
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

/** Decimal magnitudes without the digits that arithmetic adds. */
function tidy(magnitude: number): number {
  return Math.round(magnitude * 1e9) / 1e9;
}
