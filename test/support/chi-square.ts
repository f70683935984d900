import { regularizedGammaQ } from "../../src/numerics/special-functions/incomplete-gamma.ts";

/** P(X ≥ x) for a chi-square variable with df > 0 degrees of freedom, in [0, 1]. @throws RangeError unless df > 0. */
export function chiSquareUpperTail(x: number, df: number): number {
  if (!(df > 0 && df < Infinity)) throw new RangeError(`chi-square: df must be positive and finite, got ${df}`);
  return x <= 0 ? 1 : regularizedGammaQ(df / 2, x / 2);
}
