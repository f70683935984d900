import { poissonBinomialPmf } from "../../numerics/distributions/poisson-binomial.ts";
import { poissonLogPmf, poissonQuantile } from "../../numerics/distributions/poisson.ts";
import { conditionalSaddlePointCdf, saddlePointCdf } from "../../numerics/distributions/saddle-point-tail.ts";
import { activeBinCumulants, poissonCumulants } from "./bin-cumulants.ts";
import type { AnalyticQuantile } from "../result.ts";
import { type BinaryTestPlan, logActivationOdds, observedStatistic } from "./binary-plan.ts";
import { type BinLaw, oneEventShare, twoEventShare } from "./few-event-shares.ts";
import { jointLogLikelihood } from "./joint-log-likelihood.ts";
import { groupRates } from "./rate-groups.ts";
import type { SimulatedTestPlan } from "./simulated-test.ts";

/** Up to this number of expected events, laws are added up over the number of events: sums of few terms are not smooth. */
const FEW = 30;
/** Above this share of events in bins of exactly equal rate, scores take few values and no smooth law is near them. */
const LARGEST_TIE = 0.05;
/** Probabilities of numbers of events below this are left out. */
const RARE = 1e-9;

/**
 * Quantile of the L-, CL- or S-test of a gridded Poisson forecast. Given the number of events: exact up to two, else
 * Skovgaard's double saddle point. For the L-test: summed over the Poisson number of events where few are expected, else
 * Lugannani & Rice on the score itself. Undefined where the score takes few values (equal rates, or the few magnitude bins
 * of an M-test), which simulation handles better.
 */
export function analyticLikelihoodQuantile(plan: SimulatedTestPlan): AnalyticQuantile | undefined {
  const observed = jointLogLikelihood(plan.rates, plan.observedBins, 1, 0);
  if (observed === -Infinity) return { quantile: 0, method: "exact" };
  const law: BinLaw = { rates: plan.rates, weightOf: (rate) => rate, valueOf: Math.log };
  const few = (count: number): number => (count === 0 ? Number(observed >= 0) : count === 1 ? oneEventShare(law, observed) : twoEventShare(law, -Math.LN2, observed));
  const n = plan.observedBins.length;
  if (plan.test !== "L" && n <= 2) return { quantile: few(n), method: "exact" };
  const groups = groupRates(plan.rates);
  if (plan.test === "M" || groups.rates.length === 0 || groups.largestTie > LARGEST_TIE) return undefined;
  const givenNumber = (count: number): number | undefined => (count <= 2 ? few(count) : conditionalSaddlePointCdf(poissonCumulants(groups, count), observed, count));
  if (plan.test !== "L") return saddlePoint(givenNumber(n));
  const total = plan.meanEventCount;
  if (total > FEW) return saddlePoint(saddlePointCdf(poissonCumulants(groups, mostInABin(groups.rates)), observed));
  const most = poissonQuantile(1 - RARE, total);
  return saddlePoint(mixture(Float64Array.from({ length: most + 1 }, (_, count) => Math.exp(poissonLogPmf(count, total))), givenNumber));
}

/**
 * Quantile of a binary or Brier test under the law of active bins itself: each bin active on its own with probability
 * 1 − e^{−λ}, given their number or not. The simulations' successive sampling differs from it where rates are near 1; this
 * is the one with the stated level. Methods and limits as for {@link analyticLikelihoodQuantile}.
 */
export function analyticBinaryQuantile(plan: BinaryTestPlan): AnalyticQuantile | undefined {
  const observed = observedStatistic(plan);
  if (observed === -Infinity) return { quantile: 0, method: "exact" };
  const law: BinLaw = { rates: plan.rates, weightOf: Math.expm1, valueOf: plan.term };
  const few = (count: number): number => (count === 0 ? Number(observed >= 0) : count === 1 ? oneEventShare(law, observed) : twoEventShare(law, -Infinity, observed));
  const count = plan.activeBins.length;
  const groups = groupRates(plan.rates);
  const possible = groups.bins.reduce((sum, bins) => sum + bins, 0);
  if (count > possible) return undefined;
  if (plan.givenNumber && count === possible) return { quantile: 1, method: "exact" };
  if (plan.givenNumber && count <= 2) return { quantile: few(count), method: "exact" };
  if (possible <= 2 || groups.largestTie > LARGEST_TIE) return undefined;
  const cumulants = activeBinCumulants(groups.bins, groups.rates.map(logActivationOdds), groups.rates.map(plan.term));
  const givenNumber = (active: number): number | undefined => (active <= 2 ? few(active) : conditionalSaddlePointCdf(cumulants, observed, active));
  if (plan.givenNumber) return saddlePoint(givenNumber(count));
  const expected = cumulants(0, 0).kt;
  if (expected > FEW) return saddlePoint(saddlePointCdf(cumulants, observed));
  const most = Math.min(possible, poissonQuantile(1 - RARE, expected));
  return saddlePoint(mixture(poissonBinomialPmf(plan.rates.map((rate) => -Math.expm1(-rate)), most), givenNumber));
}

/** A count that no bin reaches in practice (probability below 1e-20). */
function mostInABin(rates: Float64Array): number {
  const largest = rates[rates.length - 1];
  return Math.ceil(largest + 12 * Math.sqrt(largest) + 25);
}

/** Σ P(count) P(score ≤ observed | count). */
function mixture(probabilities: Float64Array, givenNumber: (count: number) => number | undefined): number | undefined {
  let total = 0;
  for (let count = 0; count < probabilities.length; count++) {
    if (probabilities[count] < RARE) continue;
    const part = givenNumber(count);
    if (part === undefined) return undefined;
    total += probabilities[count] * part;
  }
  return total;
}

function saddlePoint(quantile: number | undefined): AnalyticQuantile | undefined {
  return quantile === undefined ? undefined : { quantile, method: "saddle-point" };
}
