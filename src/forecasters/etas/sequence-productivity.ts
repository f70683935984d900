import { InputError } from "../../seismicity/input-error.ts";
import type { EtasLikelihood } from "./likelihood/log-likelihood.ts";
import { type EtasRate, toNormalized } from "./likelihood/rate.ts";

/** How far the productivity of single events is known beforehand. */
export interface SequenceProductivityRule {
  /** The productivity that the magnitude says counts for as much as this many expected aftershocks. */
  readonly countsAs: number;
}

/** What the events of a problem trigger by, one law for all or several. */
export interface SourceLaws {
  readonly rates: readonly EtasRate[];
  /** Law of each source. */
  readonly lawOf: ArrayLike<number>;
  /** Background at each target, per day and km². */
  readonly backgroundAtTargets: Float64Array;
}

/** An event of fewer expected direct aftershocks, in all time, says too little of its own productivity. */
const FEWEST_EXPECTED = 1;
const TOLERANCE = 1e-6;
const MOST_STEPS = 20_000;

/**
 * How many times as many direct aftershocks each source has as its magnitude says, as its sequence shows so far: aftershock productivity
 * differs from one mainshock to the next by more than chance. Factors f maximise
 *
 *     Σⱼ ln(μuⱼ + Σᵢ fᵢ hᵢⱼ) − Σᵢ fᵢ eᵢ + k Σᵢ (ln fᵢ − fᵢ)
 *
 * over the targets j, hᵢⱼ being what source i adds to the intensity at target j by its law, eᵢ the targets that it is expected to trigger, and
 * the last sum a gamma law of mode 1 that counts for k = `countsAs` expected aftershocks. The sum is concave; its maximum is found by
 * expectation and maximisation, fᵢ = (k + nᵢ) / (k + eᵢ) with nᵢ the targets that stochastic declustering (Zhuang, Ogata & Vere-Jones
 * 2002) gives to the source. Sources with less than one expected aftershock in all time keep 1.
 *
 * Sequence-specific productivity in this sense is that of Page et al. (2016, Bull. Seismol. Soc. Am. 106, 2290–2301), for direct
 * aftershocks only and with all sequences at once.
 *
 * @returns by source; positive
 * @throws InputError when the steps do not come to rest
 */
export function productivityFactors(likelihood: EtasLikelihood, { rates, lawOf, backgroundAtTargets }: SourceLaws, { countsAs }: SequenceProductivityRule): Float64Array {
  const { sources, targets, referenceMagnitude } = likelihood.problem;
  const count = sources.tDays.length;
  const factors = new Float64Array(count).fill(1);
  const expected = new Float64Array(count);
  const free = new Uint8Array(count);
  for (const [law, rate] of rates.entries()) {
    const { K, alpha } = toNormalized(rate);
    const bySource = likelihood.expectedBySource(rate);
    for (let source = 0; source < count; source++) {
      if (lawOf[source] !== law) continue;
      expected[source] = bySource[source]!;
      free[source] = K * Math.exp(alpha * (sources.magnitude[source]! - referenceMagnitude)) >= FEWEST_EXPECTED ? 1 : 0;
    }
  }
  const { held, pairs } = contributionsOf(likelihood, { rates, lawOf, backgroundAtTargets }, free);
  const triggered = new Float64Array(count);
  const intensities = new Float64Array(targets.length);
  for (let step = 0; step < MOST_STEPS; step++) {
    intensities.set(held);
    for (let pair = 0; pair < pairs.length; pair++) intensities[pairs.targets[pair]!]! += factors[pairs.sources[pair]!]! * pairs.rates[pair]!;
    triggered.fill(0);
    for (let pair = 0; pair < pairs.length; pair++) triggered[pairs.sources[pair]!]! += (factors[pairs.sources[pair]!]! * pairs.rates[pair]!) / intensities[pairs.targets[pair]!]!;
    let moved = 0;
    for (let source = 0; source < count; source++) {
      if (free[source] === 0) continue;
      const next = (countsAs + triggered[source]!) / (countsAs + expected[source]!);
      moved = Math.max(moved, Math.abs(next - factors[source]!));
      factors[source] = next;
    }
    if (moved < TOLERANCE) return factors;
  }
  throw new InputError("productivities of sequences did not come to rest", { field: "sequenceProductivity", value: MOST_STEPS, expected: `steps below ${TOLERANCE}` });
}

interface Pairs {
  readonly length: number;
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  readonly rates: Float64Array;
}

/** Intensity at each target from all whose factor is 1, and what each of the others adds to it. */
function contributionsOf(likelihood: EtasLikelihood, { rates, lawOf, backgroundAtTargets }: SourceLaws, free: Uint8Array): { readonly held: Float64Array; readonly pairs: Pairs } {
  const held = Float64Array.from(backgroundAtTargets);
  const [sources, targets, values]: [number[], number[], number[]] = [[], [], []];
  for (const [law, rate] of rates.entries()) {
    likelihood.eachTarget(rate, (target, contributions) => {
      for (let source = 0; source < contributions.length; source++) {
        if (lawOf[source] !== law) continue;
        const value = contributions[source]!;
        if (free[source] === 0) held[target]! += value;
        else if (value > 0) {
          sources.push(source);
          targets.push(target);
          values.push(value);
        }
      }
    });
  }
  return { held, pairs: { length: values.length, sources: Uint32Array.from(sources), targets: Uint32Array.from(targets), rates: Float64Array.from(values) } };
}
