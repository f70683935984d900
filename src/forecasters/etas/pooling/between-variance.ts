import { findRoot } from "../../../numerics/root.ts";
import { sum } from "../../../numerics/sums.ts";

/** How the estimates θᵢ of tiles vary: θᵢ ~ N(μ, T + Vᵢ). */
export interface BetweenVariance {
  /** T, never below 0. */
  readonly variance: number;
  readonly mean: number;
  /** Of the mean given T: 1/Σ 1/(T + Vᵢ); 0 for a mean that was given. */
  readonly meanVariance: number;
  /** Other values of T, each with the mean that belongs to it and its share of the posterior; shares sum to 1. */
  readonly plausible: readonly PlausibleVariance[];
}

export interface PlausibleVariance {
  readonly variance: number;
  readonly mean: number;
  readonly meanVariance: number;
  readonly share: number;
}

/** `reml`: restricted maximum likelihood; `moments`: DerSimonian & Laird (1986). */
export type BetweenVarianceMethod = "reml" | "moments";

/**
 * Variance T between tiles beyond what the variances Vᵢ of their estimates explain, and the mean μ they vary about, or about a
 * given one.
 *
 * Restricted maximum likelihood: the root of −Σw + Σw²/Σw + Σw²(θ − μ̂)² with w = 1/(T + V), the one nearest 0; without the second
 * term for a given mean. Moments: (Q − k + 1)/(Σu − Σu²/Σu), Q = Σu(θ − μ̂)², u = 1/V; (Q − k)/Σu for a given mean. Both are
 * floored at 0; with a dozen tiles they often are 0 although tiles differ, which is why other values are given too: the posterior by the
 * restricted likelihood, √T being as likely here as there (Gelman 2006). It is proper from three estimates on, two with a given mean.
 *
 * @param variances Vᵢ > 0
 * @throws RangeError without a given mean for fewer than two estimates, with one for none
 */
export function betweenVariance(values: ArrayLike<number>, variances: ArrayLike<number>, method: BetweenVarianceMethod, givenMean?: number): BetweenVariance {
  if (values.length < (givenMean === undefined ? 2 : 1)) throw new RangeError(`a variance between tiles needs more estimates than ${values.length}`);
  const variance = method === "reml" ? restrictedMaximum(values, variances, givenMean) : moments(values, variances, givenMean);
  const at = momentsAt(values, variances, variance, givenMean);
  return { variance, mean: at.mean, meanVariance: meanVarianceOf(at, givenMean), plausible: plausibleVariances(values, variances, variance, givenMean) };
}

const NODES = 100;

/** The midpoint rule in u, √T = s u/(1 − u), s² = T + the harmonic mean of the Vᵢ. */
function plausibleVariances(values: ArrayLike<number>, variances: ArrayLike<number>, variance: number, givenMean: number | undefined): PlausibleVariance[] {
  const scale = variance + values.length / momentsAt(values, variances, 0, givenMean).total;
  const nodes = Array.from({ length: NODES }, (_, node) => {
    const odds = (node + 0.5) / (NODES - node - 0.5);
    const here = scale * odds * odds;
    const at = momentsAt(values, variances, here, givenMean);
    const logLikelihood = 0.5 * (at.logWeights - at.excess - (givenMean === undefined ? Math.log(at.total) : 0));
    return { variance: here, mean: at.mean, meanVariance: meanVarianceOf(at, givenMean), log: logLikelihood + 2 * Math.log1p(odds) };
  });
  const highest = Math.max(...nodes.map(({ log }) => log));
  const masses = Float64Array.from(nodes, ({ log }) => Math.exp(log - highest));
  const total = sum(masses);
  return nodes.map(({ variance: here, mean, meanVariance }, node) => ({ variance: here, mean, meanVariance, share: masses[node]! / total }));
}

function meanVarianceOf({ total }: ReturnType<typeof momentsAt>, givenMean: number | undefined): number {
  return givenMean === undefined ? 1 / total : 0;
}

function restrictedMaximum(values: ArrayLike<number>, variances: ArrayLike<number>, givenMean: number | undefined): number {
  const score = (variance: number): number => {
    const { total, squares, squaredExcess } = momentsAt(values, variances, variance, givenMean);
    return squaredExcess - total + (givenMean === undefined ? squares / total : 0);
  };
  if (score(0) <= 0) return 0;
  let high = Math.max(...Array.from(variances));
  while (score(high) > 0) high *= 4;
  return findRoot(score, 0, high, 1e-14 * high);
}

function moments(values: ArrayLike<number>, variances: ArrayLike<number>, givenMean: number | undefined): number {
  const { total, squares, excess } = momentsAt(values, variances, 0, givenMean);
  const count = values.length;
  return Math.max(0, givenMean === undefined ? (excess - count + 1) / (total - squares / total) : (excess - count) / total);
}

/** With weights w = 1/(T + V): Σw, Σw², Σ ln w, the weighted mean, Σw(θ − mean)², Σw²(θ − mean)². */
function momentsAt(values: ArrayLike<number>, variances: ArrayLike<number>, variance: number, givenMean: number | undefined) {
  let [total, squares, logWeights, weighted, excess, squaredExcess] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < values.length; k++) {
    const weight = 1 / (variance + variances[k]!);
    total += weight;
    squares += weight * weight;
    logWeights += Math.log(weight);
    weighted += weight * values[k]!;
  }
  const mean = givenMean ?? weighted / total;
  for (let k = 0; k < values.length; k++) {
    const weight = 1 / (variance + variances[k]!);
    const away = values[k]! - mean;
    excess += weight * away * away;
    squaredExcess += weight * weight * away * away;
  }
  return { total, squares, logWeights, mean, excess, squaredExcess };
}
