import { type CountDistribution, countLogProbability, countLowerTail, countUpperTail } from "../../evaluation/scores/count-distribution.ts";
import type { NumberLaw } from "../../evaluation/number-law.ts";
import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../numerics/quadrature/gauss-legendre.ts";
import { regularizedBeta } from "../../numerics/special-functions/incomplete-beta.ts";
import { logGamma } from "../../numerics/special-functions/log-gamma.ts";
import { withObserved } from "./tilted-number.ts";

/** Shapes of the beta laws that the PIT may have under the alternatives, equally weighted: {0.5, 0.7, 1, 1.4, 2}² without (1, 1). */
export const PIT_SHAPES: readonly (readonly [number, number])[] = [0.5, 0.7, 1, 1.4, 2].flatMap((a) => [0.5, 0.7, 1, 1.4, 2].flatMap((b): [number, number][] => (a === 1 && b === 1 ? [] : [[a, b]])));

/** Where a count lies in its law: P(X < n), P(X = n) and P(X > n), each to full relative precision; their sum is 1. */
export interface PitPosition {
  readonly below: number;
  readonly at: number;
  readonly above: number;
}

/**
 * ln of [G(F(n)) − G(F(n−1))]/[F(n) − F(n−1)] for each beta law G: the likelihood ratio of the law that G bends F into, so
 * its expectation under F is exactly 1, without random numbers that could be drawn anew. They multiply over windows, and
 * the mean of the products over G is an e-process against any wrong bias or spread (Arnold, Henzi & Ziegel 2023 use randomised
 * PITs and an estimated G). An ensemble counts the observation as one catalog more, as in `tiltedLogFactors`.
 */
export function pitLogFactors(law: NumberLaw, observed: number, shapes: readonly (readonly [number, number])[] = PIT_SHAPES): Float64Array {
  const position = pitPosition(law, observed);
  return Float64Array.from(shapes, ([a, b]) => logBetaShare(position, a, b));
}

/** @throws RangeError unless the observed number is a non-negative integer. */
export function pitPosition(law: NumberLaw, observed: number): PitPosition {
  if (!(Number.isInteger(observed) && observed >= 0)) throw new RangeError(`observed number must be a non-negative integer, got ${observed}`);
  if (law.kind === "ensemble") return ensemblePosition(law, observed);
  const distribution: CountDistribution = law.kind === "poisson" || law.mean === 0 || law.variance <= law.mean ? { kind: "poisson", mean: law.mean } : law;
  return {
    below: countLowerTail(distribution, observed - 1),
    // A count of less than 1e-300 was ruled out; the clamp keeps the ratio finite.
    at: Math.max(1e-300, Math.exp(countLogProbability(distribution, observed))),
    above: countUpperTail(distribution, observed + 1),
  };
}

function ensemblePosition(law: Extract<NumberLaw, { kind: "ensemble" }>, observed: number): PitPosition {
  const { numbers, catalogs } = withObserved(law, observed);
  let below = 0;
  let at = 0;
  let above = 0;
  numbers.forEach((number, place) => {
    if (number < observed) below += catalogs[place];
    else if (number === observed) at += catalogs[place];
    else above += catalogs[place];
  });
  const total = below + at + above;
  return { below: below / total, at: at / total, above: above / total };
}

/**
 * ln of the mean density of a beta law over [below, below + at]. Next to an end, where the density may be singular and the
 * interval wide, from the distribution function on the side where nothing cancels; elsewhere by quadrature.
 */
export function logBetaShare({ below, at, above }: PitPosition, a: number, b: number): number {
  if (at <= below && at <= above) return Math.log(meanDensity(below, at, above, a, b));
  if (below + at < 1e-20) return logEdgeShare(below, at, a, b);
  if (above + at < 1e-20) return logEdgeShare(above, at, b, a);
  if (above > 0.5) return Math.log(regularizedBeta(Math.min(1, below + at), a, b) - regularizedBeta(below, a, b)) - Math.log(at);
  if (below > 0.5) return Math.log(regularizedBeta(Math.min(1, above + at), b, a) - regularizedBeta(above, b, a)) - Math.log(at);
  return Math.log1p(-regularizedBeta(below, a, b) - regularizedBeta(above, b, a)) - Math.log(at);
}

/** The same so near to an end that I_u(a, b) = u^a/(a B(a, b)), in logarithms: u^a may be smaller than any number. */
function logEdgeShare(before: number, at: number, a: number, b: number): number {
  const end = before + at;
  const ratio = before === 0 ? 0 : Math.exp(a * Math.log(before / end));
  return a * Math.log(end) + Math.log1p(-ratio) - Math.log(a) - logBetaFunction(a, b) - Math.log(at);
}

function meanDensity(below: number, at: number, above: number, a: number, b: number): number {
  const logBeta = logBetaFunction(a, b);
  let mean = 0;
  for (let node = 0; node < LEGENDRE_NODES.length; node++) {
    const u = below + at * LEGENDRE_NODES[node];
    const rest = above + at * (1 - LEGENDRE_NODES[node]);
    mean += LEGENDRE_WEIGHTS[node] * Math.exp((a - 1) * Math.log(u) + (b - 1) * Math.log(rest) - logBeta);
  }
  return mean;
}

function logBetaFunction(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
