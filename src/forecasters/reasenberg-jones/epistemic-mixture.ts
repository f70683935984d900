import { countQuantile } from "../../numerics/distributions/count-quantile.ts";
import { poissonCdf, poissonLogPmf, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import { sum } from "../../numerics/sums.ts";
import { probabilityOfOneOrMore } from "./expected-number.ts";
import { productivitySpread, type RegionalParameters } from "./parameter-table.ts";

/** What is known of a sequence's productivity a: weights, which sum to 1, on a grid. */
export interface ProductivityDistribution {
  readonly a: Float64Array;
  readonly weights: Float64Array;
}

/** a from −4.5 to −0.5 in steps of 0.01 (Page et al. 2016). */
const GRID = Float64Array.from({ length: 401 }, (_, k) => (k - 450) / 100);

/** The generic distribution before any aftershock is seen: normal in a, cut to the grid; a single value without spread. */
export function genericProductivity(parameters: RegionalParameters, mainshockMagnitude: number): ProductivityDistribution {
  const sigma = productivitySpread(parameters, mainshockMagnitude);
  if (sigma === 0) return { a: Float64Array.of(parameters.a), weights: Float64Array.of(1) };
  return normalised(GRID, GRID.map((a) => -((a - parameters.a) * (a - parameters.a)) / (2 * sigma * sigma)));
}

/** The distribution with weights proportional to e^{logWeights}. */
export function normalised(a: Float64Array, logWeights: Float64Array): ProductivityDistribution {
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = logWeights.map((value) => Math.exp(value - largest));
  const total = sum(weights);
  return { a, weights: weights.map((weight) => weight / total) };
}

/** Σ w f(a). */
export function productivityMean({ a, weights }: ProductivityDistribution, f: (a: number) => number): number {
  return sum(weights.map((weight, k) => weight * f(a[k])));
}

/** Mean of 10^a. */
export function meanProductivity(distribution: ProductivityDistribution): number {
  return productivityMean(distribution, powerOfTen);
}

/** A count that is Poisson given a. */
export interface CountMixture {
  readonly expected: number;
  /** P(N >= 1), without cancellation. */
  readonly probabilityOfOneOrMore: number;
  /** P(N = n). */
  pmf(n: number): number;
  /** Smallest n with P(N <= n) >= probability. */
  quantile(probability: number): number;
}

/** Count of aftershocks: Poisson with mean 10^a · `perProductivity`, mixed over a. */
export function countMixture(distribution: ProductivityDistribution, perProductivity: number): CountMixture {
  const meanOf = (a: number): number => powerOfTen(a) * perProductivity;
  const expected = productivityMean(distribution, meanOf);
  const spread = productivityMean(distribution, (a) => (meanOf(a) - expected) * (meanOf(a) - expected));
  const third = productivityMean(distribution, (a) => (meanOf(a) - expected) ** 3);
  const variance = expected + spread;
  return {
    expected,
    probabilityOfOneOrMore: productivityMean(distribution, (a) => probabilityOfOneOrMore(meanOf(a))),
    pmf: (n) => productivityMean(distribution, (a) => Math.exp(poissonLogPmf(n, meanOf(a)))),
    quantile: (probability) =>
      countQuantile(probability, {
        mean: expected,
        variance,
        // Third cumulant of a mixed Poisson law: κ₃ + 3 κ₂ + κ₁ of its mean.
        skewness: (third + 3 * spread + expected) / (variance * Math.sqrt(variance)),
        cdf: (k) => productivityMean(distribution, (a) => poissonCdf(k, meanOf(a))),
        upperTail: (k) => productivityMean(distribution, (a) => poissonUpperTail(k, meanOf(a))),
      }),
  };
}

function powerOfTen(a: number): number {
  return Math.exp(Math.LN10 * a);
}
