import { InputError } from "../input-error.ts";
import { combTooth, smoothCoherence, type CombTooth } from "./comb-spectrum.ts";
import { countBins, binIndices } from "./distribution.ts";

/** Share of the magnitudes with one remainder. */
export interface RemainderShare {
  /** Hundredths above the tenth below, or tenths above the unit below: 0 to 9. */
  readonly remainder: number;
  readonly share: number;
}

/** What the digits of the magnitudes show about how they were rounded and converted. */
export interface RoundingReport {
  readonly count: number;
  /** Widest of 1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001 of which at least 99 % are multiples; 0 when there is none. */
  readonly step: number;
  /** Width and origin of bins in which the magnitudes make no comb; a lattice for `frequencyMagnitude` and `estimateCompleteness`. */
  readonly binWidth: number;
  readonly origin: number;
  /** Step of the magnitudes in these bins: bins are about their magnitudes where it is their width, else start there. */
  readonly binStep: number;
  /** Of the second decimal. Ten entries; exact multiples of 0.1 have remainder 0. */
  readonly hundredths: readonly RemainderShare[];
  /** Of the first decimal. */
  readonly tenths: readonly RemainderShare[];
  /** A comb wider than or beside `step`; undefined when there is none. */
  readonly comb: CombTooth | undefined;
  /** A sentence for each thing that would mislead an estimate, with the shares of the remainders; empty when there is none. */
  readonly warnings: readonly string[];
}

const STEPS = [1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001];
const SHARE_ON_STEP = 0.99;
/** Below this number digits say nothing about the step. */
const FEWEST_FOR_STEP = 50;
/** Coherence beyond that of a smooth law from which a comb is named: about a fifth of all events moved to its teeth. */
const EXCESS = 0.2;
/** b that the smooth law is taken to have: at the upper end, so that steep samples are not called combs. */
const STEEP_B = 1.5;
/** Bins for magnitudes with steps finer than this are still this wide, so that neighbours hold comparable counts. */
const USUAL_BIN = 0.1;

/**
 * The rounding of magnitudes, preferred decimals, and combs that a conversion between scales leaves behind (Mw = 0.85 mb + 1.03
 * of magnitudes in tenths puts the teeth 0.085 apart, and two teeth into some bins of 0.1: the fullest bin is then an artefact).
 * Below 50 events only shares are given.
 *
 * @throws InputError when a magnitude is not a number
 */
export function roundingReport(magnitudes: ArrayLike<number>): RoundingReport {
  const values = Float64Array.from(magnitudes);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError("magnitude is not a number", { field: `magnitude ${bad}`, value: values[bad] });
  const count = values.length;
  const hundredths = remainderShares(values, 0.01);
  const tenths = remainderShares(values, 0.1);
  if (count < FEWEST_FOR_STEP) return { count, step: 0, binWidth: USUAL_BIN, origin: 0, binStep: 0, hundredths, tenths, comb: undefined, warnings: [] };
  const step = STEPS.find((candidate) => shareOn(values, candidate) >= SHARE_ON_STEP) ?? 0;
  const comb = strongestComb(values, step);
  const plainBin = step > 0.02 ? step : USUAL_BIN;
  const warnings = [
    ...(step === 0.01 || step === 0.001 || step === 0 ? preferredTenths(hundredths) : []),
    ...(comb === undefined ? [] : [combWarning(comb, plainBin, step >= 0.05 ? { unit: "tenths", shares: tenths } : { unit: "hundredths", shares: hundredths })]),
  ];
  // A comb of steps a decimal catalog has anyway is met by bins of its own width about its own teeth.
  const useComb = comb !== undefined && comb.step > 0.03;
  return {
    count, step,
    binWidth: useComb ? comb.step : plainBin,
    origin: useComb ? comb.origin : 0,
    binStep: useComb ? comb.step : Math.min(step, plainBin),
    hundredths, tenths, comb, warnings,
  };
}

/** The step to which magnitudes are rounded, by a reader's own text of magnitudes. */
export function stepInWords({ count, step }: RoundingReport, textOf: (step: number) => string): string {
  if (step > 0) return `steps of ${textOf(step)}`;
  return count < FEWEST_FOR_STEP ? "too few events to tell" : "none found";
}

function shareOn(values: Float64Array, step: number): number {
  let on = 0;
  for (const value of values) if (Math.abs(value / step - Math.round(value / step)) * step < 1e-6) on++;
  return on / values.length;
}

function remainderShares(values: Float64Array, unit: number): RemainderShare[] {
  const counts = new Float64Array(10);
  for (const value of values) {
    const digit = Math.floor(value / unit + 1e-6);
    counts[digit - 10 * Math.floor(digit / 10)]++;
  }
  return Array.from(counts, (count, remainder) => ({ remainder, share: values.length === 0 ? NaN : count / values.length }));
}

function preferredTenths(hundredths: readonly RemainderShare[]): string[] {
  const { share } = hundredths[0]!;
  if (share < 0.25 || share >= SHARE_ON_STEP) return [];
  return [`${percent(share)} of the magnitudes are multiples of 0.1 where about 11 % would be by chance, the others have hundredths: magnitudes of different rounding are mixed; use bins of 0.1 from multiples of 0.1 up (${sharesInWords("hundredths", hundredths)})`];
}

function combWarning({ step, coherence, origin }: CombTooth, bin: number, { unit, shares }: { readonly unit: string; readonly shares: readonly RemainderShare[] }): string {
  const teeth = `magnitudes keep to a comb with teeth ${shortest(step)} apart (at ${shortest(origin)} + k · ${shortest(step)}; coherence ${coherence.toFixed(2)}, where a smooth distribution has at most ${smoothCoherence(STEEP_B, 0.01, step).toFixed(2)})`;
  return `${teeth}: bins of ${shortest(bin)} hold unequal numbers of teeth and their fullest bin is an artefact; they look ${isDecimal(step) ? "rounded to preferred decimals" : "converted from a coarser scale"} (${sharesInWords(unit, shares)})`;
}

function sharesInWords(unit: string, shares: readonly RemainderShare[]): string {
  return `share with ${unit} of ${shares.map(({ remainder, share }) => `${remainder}: ${percent(share)}`).join(", ")}`;
}

/**
 * Of the combs from 0.03 to 0.55 beside the rounding itself and its fractions, the one with the widest teeth among those about as coherent as the most
 * coherent; undefined when none stands out of a smooth law.
 */
function strongestComb(values: Float64Array, step: number): CombTooth | undefined {
  const spacing = step === 0.001 || step === 0 ? 0.001 : 0.01;
  const { counts, firstIndex } = countBins(binIndices(values, { binWidth: spacing }), { binWidth: spacing });
  const rounding = Math.max(step, spacing);
  const at = (trial: number): CombTooth => combTooth(counts, firstIndex * spacing, spacing, trial);
  const excess = (tooth: CombTooth): number => tooth.coherence - smoothCoherence(STEEP_B, rounding, tooth.step);
  const peaks: CombTooth[] = [];
  let [before, here] = [-Infinity, -Infinity];
  let previous: CombTooth | undefined;
  for (let frequency = 1.8; frequency <= 33.4; frequency += 0.1) {
    const tooth = at(1 / frequency);
    const value = excess(tooth);
    if (previous !== undefined && here >= before && here > value && here > EXCESS) peaks.push(refine(at, previous));
    [before, here, previous] = [here, value, tooth];
  }
  const beside = peaks.filter((peak) => excess(peak) > EXCESS && !(step > 0.02 && isMultiple(step / peak.step)));
  const strongest = beside.reduce((largest, peak) => Math.max(largest, excess(peak)), 0);
  const chosen = beside.find((peak) => excess(peak) >= 0.6 * strongest);
  return chosen === undefined || (Math.abs(chosen.step - 0.1) < 5e-4 && nearZeroPhase(chosen)) ? undefined : snap(at, chosen);
}

/** The local maximum of the coherence about a tooth, within a tenth of a cycle a magnitude unit. */
function refine(at: (step: number) => CombTooth, tooth: CombTooth): CombTooth {
  let best = tooth;
  for (let offset = -0.1; offset <= 0.1; offset += 0.005) {
    const trial = at(1 / (1 / tooth.step + offset));
    if (trial.coherence > best.coherence) best = trial;
  }
  return best;
}

/** Steps and origins of catalogs are short decimals: 0.0851 by estimate is 0.085, and 0.49 is 0.5 where that is as coherent. */
function snap(at: (step: number) => CombTooth, tooth: CombTooth): CombTooth {
  const nearby = STEPS.filter((step) => Math.abs(step / tooth.step - 1) < 0.04);
  const rounded = [100, 1000].map((digits) => Math.round(tooth.step * digits) / digits);
  const short = [...nearby, ...rounded].map(at).find(({ coherence }) => coherence >= tooth.coherence - 0.02);
  if (short === undefined) return tooth;
  const origin = Math.round(short.origin * 1000) / 1000;
  return { ...short, origin: nearZeroPhase(short) ? 0 : origin };
}

/** Whether the teeth lie at multiples of the step, to the tenth of a step that uneven counts move the phase. */
function nearZeroPhase({ step, origin }: CombTooth): boolean {
  return Math.min(origin, step - origin) < 0.1 * step;
}

function isMultiple(ratio: number): boolean {
  return Math.round(ratio) >= 1 && Math.abs(ratio - Math.round(ratio)) < 0.03;
}

function isDecimal(step: number): boolean {
  return STEPS.some((candidate) => Math.abs(candidate - step) < 1e-6);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function shortest(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
