import { normalised, type ProductivityDistribution } from "./epistemic-mixture.ts";

/** What was seen of a sequence so far. */
export interface SequenceObservation {
  /** Detectable events in the sequence's zone. */
  readonly count: number;
  /** Expected number of detectable aftershocks per unit of 10^a. */
  readonly perProductivity: number;
  /** Background events expected among them. */
  readonly backgroundCount: number;
}

/**
 * Productivity given what was seen; p, c and b stay. Weights are multiplied by the Poisson likelihood
 * (10^a J + B)^n e^{−10^a J} with J = `perProductivity` and B = `backgroundCount`; for B = 0 this is 10^{an} e^{−10^a J}
 * (Page et al. 2016).
 */
export function updateProductivity(prior: ProductivityDistribution, observation: SequenceObservation): ProductivityDistribution {
  const { count, perProductivity, backgroundCount } = observation;
  const logWeights = prior.a.map((a, k) => {
    const aftershocks = Math.exp(Math.LN10 * a) * perProductivity;
    const logMean = count === 0 ? 0 : count * Math.log(aftershocks + backgroundCount);
    return Math.log(prior.weights[k]) + logMean - aftershocks;
  });
  return normalised(prior.a, logWeights);
}
