import type { BValueReport, BValueRow } from "../../publish/catalog-report/report.ts";
import { bAbove } from "../../seismicity/frequency-magnitude/b-above.ts";
import type { BSample } from "../../seismicity/frequency-magnitude/classic-b.ts";
import { type CompletenessMethod, estimateCompleteness } from "../../seismicity/frequency-magnitude/completeness-method.ts";
import { COMPLETENESS_METHODS, type CompletenessMethodName } from "../../seismicity/frequency-magnitude/completeness-registry.ts";
import { binCentre, binIndices, type BinLattice, countBins } from "../../seismicity/frequency-magnitude/distribution.ts";
import { type RoundingReport, roundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Progress } from "../run.ts";
import { B_METHODS, type BMethodName } from "./b-methods.ts";
import { latticeOf } from "./completeness.ts";
import type { CatalogFile } from "./read-catalog.ts";

export interface BValueRequest {
  /** A magnitude, or the method by which it is estimated. */
  readonly completeness: number | CompletenessMethodName;
  /** Default: what the rounding of the magnitudes asks for. */
  readonly binWidth?: number;
  readonly methods: readonly BMethodName[];
  /** For the uncertainty of an estimated completeness magnitude. */
  readonly resamples: number;
  readonly seed: string;
}

/** Two-sided 95 % of a normal law. */
const NORMAL_95 = 1.959963984540054;
const FEWEST_FOR_STABILITY = 50;

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
    const row = estimateRow(binned, method, sample);
    progress("b-value", 2 + done, 1 + request.methods.length);
    return row;
  });
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

function estimateRow(binned: Float64Array, name: BMethodName, sample: BSample): BValueRow {
  const { title, citation, countOf, estimate } = B_METHODS[name];
  const result = estimate(binned, sample);
  if (!result.estimated) return { method: name, title, citation, countOf, b: NaN, standardError: NaN, low: NaN, high: NaN, count: 0, reason: `${result.reason}: ${result.message}` };
  const { b, standardError, count } = result;
  return { method: name, title, citation, countOf, b, standardError, low: b - NORMAL_95 * standardError, high: b + NORMAL_95 * standardError, count, reason: "" };
}
