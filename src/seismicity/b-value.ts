import { mean, sum } from "../numerics/sums.ts";
import { InputError } from "./input-error.ts";

/** A Gutenberg–Richter b-value (base 10) and how well it is known. */
export interface BValue {
  readonly b: number;
  /** Standard error after Shi & Bolt (1982). */
  readonly standardError: number;
  /** Number of magnitudes used. */
  readonly count: number;
}

/**
 * Maximum-likelihood b of magnitudes in bins of `binWidth`: ln(1 + Δ/(m̄ − mc)) / (Δ ln 10) (Tinti & Mulargia 1987),
 * which for Δ = 0 is Aki's 1/(ln 10 (m̄ − mc)); error ln 10 · b² √(Σ(m − m̄)² / (n(n − 1))) (Shi & Bolt 1982).
 *
 * @param completenessMagnitude centre of the lowest complete bin; magnitudes >= its lower edge mc − Δ/2 are used
 * @param binWidth Δ >= 0
 * @throws InputError with fewer than two usable magnitudes, or a mean that is not above mc
 */
export function bValueTintiMulargia(magnitudes: ArrayLike<number>, completenessMagnitude: number, binWidth: number): BValue {
  // Decimal edges are not exact in binary; no catalog resolves 1e-9.
  const lowest = completenessMagnitude - binWidth / 2 - 1e-9;
  const used = Array.from(magnitudes).filter((magnitude) => magnitude >= lowest);
  const count = used.length;
  const average = count === 0 ? NaN : mean(used);
  const excess = average - completenessMagnitude;
  if (count < 2 || !(excess > 0)) {
    throw new InputError("b-value cannot be estimated", {
      field: "magnitudes", value: { count, mean: average }, expected: `at least 2 magnitudes with a mean above ${completenessMagnitude}`,
    });
  }
  const b = binWidth > 0 ? Math.log1p(binWidth / excess) / (binWidth * Math.LN10) : 1 / (excess * Math.LN10);
  const squares = sum(used.map((magnitude) => (magnitude - average) * (magnitude - average)));
  return { b, standardError: Math.LN10 * b * b * Math.sqrt(squares / (count * (count - 1))), count };
}
