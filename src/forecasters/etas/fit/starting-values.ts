import type { EtasLikelihood } from "../likelihood/log-likelihood.ts";
import type { EtasRate } from "../likelihood/rate.ts";

/**
 * A rate to start from: common values of α, c, p, q, γ; D a tenth of the rupture length of an event of magnitude M0 (Wells &
 * Coppersmith 1994, as in Mizrahi et al. 2021), at least 30 m; half of the targets background, half aftershocks.
 */
export function startingRate(likelihood: EtasLikelihood, taperDays: number): EtasRate {
  const { problem } = likelihood;
  const half = Math.max(problem.targets.length, 1) / 2;
  const rate = {
    mu: half / problem.background.integral,
    productivityPerDay: 1,
    alpha: 1,
    cDays: 0.01,
    p: 1.1,
    DKm: Math.max(0.03, 0.1 * Math.exp(Math.LN10 * (0.59 * problem.referenceMagnitude - 2.44))),
    q: 1.6,
    gamma: 0.5,
    taperDays,
  };
  const { triggered } = likelihood.expected(rate);
  return { ...rate, productivityPerDay: triggered > 0 ? half / triggered : 1 };
}
