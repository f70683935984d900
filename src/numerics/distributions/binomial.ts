import { regularizedBeta, regularizedBetaComplement } from "../special-functions/incomplete-beta.ts";
import { requireCount } from "./count-quantile.ts";

/** P(X ≤ k) of n trials with success probability p, in [0, 1] (DLMF 8.17.5). @throws RangeError unless n is a non-negative integer and 0 ≤ p ≤ 1. */
export function binomialCdf(k: number, n: number, p: number): number {
  requireTrials(n, p);
  requireCount(k);
  const floor = Math.floor(k);
  if (floor < 0) return 0;
  return floor >= n ? 1 : regularizedBetaComplement(p, floor + 1, n - floor);
}

/** P(X ≥ k), in [0, 1], computed directly. @throws RangeError unless n is a non-negative integer and 0 ≤ p ≤ 1. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  requireTrials(n, p);
  requireCount(k);
  const ceil = Math.ceil(k);
  if (ceil <= 0) return 1;
  return ceil > n ? 0 : regularizedBeta(p, ceil, n - ceil + 1);
}

function requireTrials(n: number, p: number): void {
  if (!(n >= 0 && n < Infinity) || Math.floor(n) !== n) {
    throw new RangeError(`binomial: n must be a non-negative integer, got ${n}`);
  }
  if (!(p >= 0 && p <= 1)) throw new RangeError(`binomial: p must lie in [0, 1], got ${p}`);
}
