import { logGamma } from "../../numerics/special-functions/log-gamma.ts";
import { logBinomialTerm, logPoissonTerm } from "../../numerics/special-functions/saddle-point.ts";

/** Shape of the gamma prior of the rate factor: mean 1, standard deviation 1/√10 = 0.32. */
export const RATE_PRIOR_SHAPE = 10;

/**
 * ln of the e-value of Poisson counts against the forecast totals: E_n = ∫ Π_t [Poisson(n_t; ρΛ_t)/Poisson(n_t; Λ_t)] Gamma(ρ; a, a) dρ
 * = a^a Γ(a+N)/(Γ(a) (a+Λ)^{a+N}) e^Λ, from the running totals N = Σ n_t and Λ = Σ Λ_t alone. An e-process for "in every
 * window the count is Poisson with the forecast mean": false alarm at most α at the bar 1/α, at whichever look. Computed as
 * negative binomial over Poisson probability in saddle-point form, so that nothing cancels at large totals.
 *
 * An overdispersed process with the right mean is rejected, and rightly: test the forecast's own law with `tilted-number`.
 *
 * @param events N, a non-negative integer. @param expected Λ ≥ 0, fixed before each window opened. @param shape a > 0.
 * @throws RangeError outside those.
 */
export function logPoissonRateEValue(events: number, expected: number, shape = RATE_PRIOR_SHAPE): number {
  if (!(Number.isInteger(events) && events >= 0)) throw new RangeError(`number of events must be a non-negative integer, got ${events}`);
  if (!(expected >= 0 && expected < Infinity)) throw new RangeError(`expected number of events must be finite and not negative, got ${expected}`);
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`shape of the rate prior must be positive, got ${shape}`);
  if (events === 0) return expected - shape * Math.log1p(expected / shape);
  if (expected === 0) return logGamma(shape + events) - logGamma(shape) - events * Math.log(shape);
  const total = shape + expected;
  const marginal = logBinomialTerm(exact(shape), exact(events), exact(shape / total), exact(expected / total)) + Math.log(shape / (shape + events));
  return marginal - logPoissonTerm(events, expected);
}

function exact(value: number): { high: number; low: number } {
  return { high: value, low: 0 };
}
