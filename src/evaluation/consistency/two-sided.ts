/** Two-sided p-value of a number from its tails P(X ≥ n) and P(X ≤ n): twice the smaller one, at most 1. */
export function twoSided(delta1: number, delta2: number): number {
  return Math.min(1, 2 * Math.min(delta1, delta2));
}
