import { mean, sum } from "../../numerics/sums.ts";
import { bValueTintiMulargia } from "../b-value.ts";
import { InputError } from "../input-error.ts";
import { notEstimated, type BEstimate, type NotEstimated } from "./estimate.ts";

/** What a sample is cut at and how it was rounded. */
export interface BSample {
  /** Centre of the lowest complete bin; magnitudes at or above its lower edge are used. */
  readonly completenessMagnitude: number;
  /** Δ, 0 for magnitudes that are not rounded. */
  readonly binWidth: number;
  /** Fewest magnitudes (or differences) for an estimate; default 2. */
  readonly fewestEvents?: number;
}

/** Maximum-likelihood b after Tinti & Mulargia (1987), for Δ = 0 after Aki (1965); error after Shi & Bolt (1982). */
export function classicB(magnitudes: ArrayLike<number>, sample: BSample): BEstimate | NotEstimated {
  const used = completeMagnitudes(magnitudes, sample);
  return tooFew(used, sample) ?? { estimated: true, ...bValueTintiMulargia(used, sample.completenessMagnitude, sample.binWidth) };
}

/**
 * b after Utsu (1965), 1/(ln 10 (m̄ − mc + Δ/2)): the continuous estimate moved to the lower edge, low by (bΔ ln 10)²/12 of
 * itself for rounded magnitudes; error after Shi & Bolt.
 */
export function utsuB(magnitudes: ArrayLike<number>, sample: BSample): BEstimate | NotEstimated {
  const used = completeMagnitudes(magnitudes, sample);
  const refused = tooFew(used, sample);
  if (refused !== undefined) return refused;
  const b = 1 / (Math.LN10 * (mean(used) - sample.completenessMagnitude + sample.binWidth / 2));
  return { estimated: true, b, standardError: shiBoltError(used, b), count: used.length };
}

/**
 * The estimate of {@link classicB} with a weight for each magnitude, sums of weights in place of counts: the error is right where a
 * weight of 2 stands for two events.
 *
 * @param weights one for each of `magnitudes`, at least 0
 * @throws InputError unless there is such a weight for each magnitude
 */
export function weightedB(magnitudes: ArrayLike<number>, weights: ArrayLike<number>, sample: BSample): BEstimate | NotEstimated {
  const bad = Array.from(magnitudes).findIndex((_, i) => !(weights[i]! >= 0 && weights[i]! < Infinity));
  if (bad >= 0 || weights.length !== magnitudes.length) {
    throw new InputError("a weight is needed for each magnitude", { field: bad >= 0 ? `weight ${bad}` : "weights", value: bad >= 0 ? weights[bad] : weights.length, expected: `${magnitudes.length} weights of at least 0` });
  }
  const lowest = lowerEdge(sample);
  const kept = Array.from(magnitudes).flatMap((magnitude, i) => (magnitude >= lowest && weights[i]! > 0 ? [{ magnitude, weight: weights[i]! }] : []));
  const refused = tooFew(kept.map(({ magnitude }) => magnitude), sample);
  if (refused !== undefined) return refused;
  const total = sum(kept.map(({ weight }) => weight));
  const average = sum(kept.map(({ magnitude, weight }) => weight * magnitude)) / total;
  const { binWidth } = sample;
  const excess = average - sample.completenessMagnitude;
  const b = binWidth > 0 ? Math.log1p(binWidth / excess) / (binWidth * Math.LN10) : 1 / (Math.LN10 * excess);
  const squares = sum(kept.map(({ magnitude, weight }) => weight * (magnitude - average) * (magnitude - average)));
  return { estimated: true, b, standardError: Math.LN10 * b * b * Math.sqrt(squares / (total * (total - 1))), count: kept.length };
}

/** ln 10 · b² √(Σ(m − m̄)² / (n(n − 1))) (Shi & Bolt 1982): the standard error of b by that of the mean magnitude. */
export function shiBoltError(magnitudes: readonly number[], b: number): number {
  const average = mean(magnitudes);
  const squares = sum(magnitudes.map((magnitude) => (magnitude - average) * (magnitude - average)));
  return Math.LN10 * b * b * Math.sqrt(squares / (magnitudes.length * (magnitudes.length - 1)));
}

/** Magnitudes at or above the lower edge of the lowest complete bin, in the order given. */
export function completeMagnitudes(magnitudes: ArrayLike<number>, sample: BSample): number[] {
  const lowest = lowerEdge(sample);
  return Array.from(magnitudes).filter((magnitude) => magnitude >= lowest);
}

/** The refusal for a sample without an estimate: too few values, or none above the lowest bin. */
export function tooFew(used: readonly number[], { completenessMagnitude, fewestEvents = 2 }: BSample): NotEstimated | undefined {
  const needed = Math.max(2, fewestEvents);
  if (used.length < needed) return notEstimated("too few events", `${used.length} values at or above ${completenessMagnitude}, where b takes at least ${needed}`);
  if (!used.some((magnitude) => magnitude - completenessMagnitude > 1e-9)) return notEstimated("magnitudes all alike", `all ${used.length} values lie in the lowest bin, ${completenessMagnitude}`);
  return undefined;
}

/** Decimal edges are not exact in binary; no catalog resolves 1e-9. */
function lowerEdge({ completenessMagnitude, binWidth }: BSample): number {
  return completenessMagnitude - binWidth / 2 - 1e-9;
}
