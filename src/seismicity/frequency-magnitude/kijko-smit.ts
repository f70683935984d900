import { sum } from "../../numerics/sums.ts";
import { notEstimated, type BEstimate, type NotEstimated } from "./estimate.ts";
import type { Subcatalog } from "./unequal-completeness.ts";

export interface KijkoSmitEstimate extends BEstimate {
  /** Events per unit of time at or above the lowest edge of all. */
  readonly rate: number;
}

/**
 * b and rate from subcatalogs of unequal completeness (Kijko & Smit 2012): 1/β = Σ (n_i/n)/β_i with 1/β_i = mean − lower edge,
 * standard error b/√n; rate n / Σ t_i e^{−β(m_i − m_min)}, t_i the length of each subcatalog. SeismoStats 1.0 takes for t_i the time
 * since each completeness began, counts the later years again, and so comes out low by a tenth and more.
 *
 * The mean excess over the edge is that of Utsu: for rounded magnitudes low by (βΔ)²/12 of b.
 */
export function kijkoSmit(parts: readonly Subcatalog[]): KijkoSmitEstimate | NotEstimated {
  const count = sum(parts.map(({ magnitudes }) => magnitudes.length));
  if (count < 2) return notEstimated("too few events", `${count} events in the complete periods, where b takes at least 2`);
  const beta = count / sum(parts.flatMap(({ magnitudes, lowerEdge }) => magnitudes.map((magnitude) => magnitude - lowerEdge)));
  if (!(beta > 0 && beta < Infinity)) return notEstimated("magnitudes all alike", `all ${count} events lie on the lower edges`);
  const lowest = Math.min(...parts.map(({ lowerEdge }) => lowerEdge));
  const rate = count / sum(parts.map(({ duration, lowerEdge }) => duration * Math.exp(-beta * (lowerEdge - lowest))));
  const b = beta / Math.LN10;
  return { estimated: true, b, standardError: b / Math.sqrt(count), count, rate };
}
