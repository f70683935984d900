import { ksUniform } from "../../../numerics/distributions/kolmogorov-smirnov.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { Days } from "../../../seismicity/time.ts";
import type { EtasLikelihood } from "../likelihood/log-likelihood.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import { addPanel, type TemporalKernel } from "../tapered-omori.ts";

export interface EtasResiduals {
  /** Expected number of targets from the start of the window to each target: a unit-rate Poisson process if the model is right. */
  readonly transformedTimes: Float64Array;
  /** Expected number of targets in the whole window. */
  readonly total: number;
  /** Kolmogorov–Smirnov test that transformed times are uniform on [0, total], given their number. */
  readonly times: { readonly statistic: number; readonly pValue: number };
  /** Kolmogorov–Smirnov test that the gaps between them, 1 − e^{−gap}, are uniform: that gaps are exponential. */
  readonly gaps: { readonly statistic: number; readonly pValue: number };
}

/**
 * Ogata's (1988) residual analysis in time: the compensator of the region's rate at the targets' times. The tests take the
 * parameters as known, so on the data that they were fitted to, p-values are too large.
 *
 * @throws InputError for a problem whose completeness varies
 */
export function etasResiduals(likelihood: EtasLikelihood, rate: EtasRate): EtasResiduals {
  const { problem } = likelihood;
  const { sources, targets, startDays, endDays } = problem;
  if (problem.completeness !== undefined) throw new InputError("residuals are of catalogs with constant completeness", { field: "completeness", expected: "none" });
  const shares = likelihood.regionShares(rate);
  const backgroundPerDay = (rate.mu * problem.background.integral) / (endDays - startDays);
  const omori = cumulativeOmori(rate, endDays - Math.min(sources.tDays[0] ?? startDays, startDays));
  const productivity = sources.magnitude.map((magnitude, i) => rate.productivityPerDay * Math.exp(rate.alpha * (magnitude - problem.referenceMagnitude)) * shares[i]);
  const before = sources.tDays.map((t) => omori(Math.max(startDays - t, 0)));
  const expectedUntil = (days: number): number => {
    let expected = backgroundPerDay * (days - startDays);
    for (let i = 0; i < productivity.length && sources.tDays[i] < days; i++) expected += productivity[i] * (omori(days - sources.tDays[i]) - before[i]);
    return expected;
  };
  const transformedTimes = Float64Array.from(targets, (j) => expectedUntil(sources.tDays[j]));
  const total = expectedUntil(endDays);
  const gaps = transformedTimes.map((time, k) => -Math.expm1(-(time - (k === 0 ? 0 : transformedTimes[k - 1]))));
  return { transformedTimes, total, times: ksUniform(transformedTimes.map((time) => time / total)), gaps: ksUniform(gaps) };
}

/** Knots of the table of the cumulative Omori law per unit of ln(1 + t/c). */
const KNOTS_PER_UNIT = 200;

/**
 * ∫ (1 + t/c)^{−p} e^{−t/τ} dt from 0 for ages up to `longest`, by cubic Hermite interpolation in ln(1 + t/c); relative
 * error near 1e-11.
 */
function cumulativeOmori(kernel: TemporalKernel, longest: Days): (age: Days) => number {
  const { cDays, p, taperDays } = kernel;
  const knots = Math.ceil(Math.log1p(longest / cDays) * KNOTS_PER_UNIT) + 2;
  const ages = Float64Array.from({ length: knots }, (_, k) => cDays * Math.expm1(k / KNOTS_PER_UNIT));
  const sums = { integral: 0, byC: 0, byP: 0, byTaper: 0 };
  const values = ages.map((age, k) => {
    if (k > 0) addPanel(sums, ages[k - 1], age, kernel);
    return sums.integral;
  });
  const slopes = ages.map((t, k) => ((cDays + t) * Math.exp((-p * k) / KNOTS_PER_UNIT - t / taperDays)) / KNOTS_PER_UNIT);
  return (age) => {
    const position = Math.log1p(age / cDays) * KNOTS_PER_UNIT;
    const k = Math.min(Math.floor(position), knots - 2);
    const x = position - k;
    const y = 1 - x;
    return y * y * ((1 + 2 * x) * values[k] + x * slopes[k]) + x * x * ((1 + 2 * y) * values[k + 1] - y * slopes[k + 1]);
  };
}
