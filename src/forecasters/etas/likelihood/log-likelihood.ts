import { sum } from "../../../numerics/sums.ts";
import { blindTime } from "./blind-time.ts";
import { finiteTerms, type FiniteTerms } from "./finite-sources.ts";
import { createPairKernel, targetPoints, type PairList } from "./pair-kernel.ts";
import { SUMS_PER_TARGET } from "./pair-sums-plain.ts";
import { checkEtasProblem, type EtasBackground, type EtasProblem } from "./problem.ts";
import type { EtasRate, RateGradient } from "./rate.ts";
import { temporalIntegrals } from "./temporal-integrals.ts";
import { subtractUnseen, unseenShare, type UnseenShare } from "./unseen-share.ts";

/**
 * log L = Σ log λⱼ over targets − ∫ λ over region and window, at one rate. With varying completeness λ is thinned in both
 * parts to the events above the threshold, the background's u being taken as constant in time.
 */
export interface EtasEvaluation {
  readonly logLikelihood: number;
  readonly sumLogIntensity: number;
  /** Expected number of targets: background and triggered, less those that a blind time hides. */
  readonly integral: number;
  readonly backgroundIntegral: number;
  readonly triggeredIntegral: number;
  readonly gradient: RateGradient;
  /** λ at each target, per day and km²: the rate of events of magnitude M0 and above, whatever the completeness. */
  readonly intensities: Float64Array;
}

export interface EtasLikelihood {
  readonly problem: EtasProblem;
  /** Number of pairs of a target and an earlier source. */
  readonly pairCount: number;
  /** Over all pairs. */
  evaluate(rate: EtasRate): EtasEvaluation;
  /** Over the pairs of the list in use: an estimate, smooth in the parameters. */
  evaluateListed(rate: EtasRate): EtasEvaluation;
  useList(list: PairList): void;
  /** Expected number of triggered targets and the gradient of the whole integral. */
  expected(rate: EtasRate): { readonly triggered: number; readonly gradient: RateGradient };
  /** Contribution of each earlier source to the intensity at target `target`, all of them points. The next call overwrites it. */
  pairRates(rate: EtasRate, target: number): Float64Array;
  /** Calls `visit` for every target with what each earlier source adds to its intensity, finite sources as such. The next target overwrites it. */
  eachTarget(rate: EtasRate, visit: (target: number, contributions: Float64Array) => void): void;
  /** Expected number of targets that each source triggers directly. */
  expectedBySource(rate: EtasRate): Float64Array;
  /** Share of each source's aftershocks that fall in the region. */
  regionShares(rate: EtasRate): Float64Array;
  /** The same events over another background; what is known of their pairs is shared, the list in use too. */
  withBackground(background: EtasBackground): EtasLikelihood;
}

/**
 * The log-likelihood of a space–time ETAS rate and its gradient (Ogata 1998; Zhuang, Ogata & Vere-Jones 2002), exact but for
 * rounding: all pairs, the spatial kernel integrated over the polygon, the time kernel over the window.
 *
 * @throws InputError for a problem that does not hold together
 */
export function createEtasLikelihood(problem: EtasProblem): EtasLikelihood {
  checkEtasProblem(problem);
  const unseen = unseenShare(problem);
  return likelihoodOf(problem, createPairKernel(problem, targetPoints(problem)), unseen, finiteTerms(problem, unseen));
}

function likelihoodOf(problem: EtasProblem, kernel: ReturnType<typeof createPairKernel>, unseen: UnseenShare, finite: FiniteTerms | undefined): EtasLikelihood {
  const { completeness, referenceMagnitude, startDays, endDays } = problem;
  const sumLogSeen = completeness === undefined ? 0 : -completeness.beta * sum(completeness.atTargets.map((threshold) => threshold - referenceMagnitude));
  const backgroundSize = problem.background.integral * (1 - unseen.days / (endDays - startDays));
  let blind: ReturnType<typeof blindTime> | undefined;
  return {
    problem,
    pairCount: kernel.pairCount,
    evaluate: (rate) => evaluate(rate, false),
    evaluateListed: (rate) => evaluate(rate, true),
    useList: (list) => kernel.useList(list),
    expected(rate) {
      kernel.setRate(rate);
      return expectedPart(problem, rate, kernel.boundarySums(), unseen, backgroundSize, finite);
    },
    pairRates(rate, target) {
      kernel.setRate(rate);
      return kernel.pairRates(target);
    },
    eachTarget(rate, visit) {
      kernel.setRate(rate);
      for (let target = 0; target < problem.targets.length; target++) {
        const contributions = kernel.pairRates(target);
        finite?.addContributions(rate, target, contributions);
        visit(target, contributions);
      }
    },
    expectedBySource(rate) {
      kernel.setRate(rate);
      return expectedPart(problem, rate, kernel.boundarySums(), unseen, backgroundSize, finite).bySource;
    },
    regionShares(rate) {
      kernel.setRate(rate);
      const { sums, winding } = kernel.boundarySums();
      return winding.map((turns, i) => turns - sums[3 * i]);
    },
    withBackground(background) {
      const moved = { ...problem, background };
      checkEtasProblem(moved);
      return likelihoodOf(moved, kernel, unseen, finite);
    },
  };

  function evaluate(rate: EtasRate, listed: boolean): EtasEvaluation {
    kernel.setRate(rate);
    const observed = observedPart(problem, rate, kernel.pairSums(listed), finite);
    const expected = expectedPart(problem, rate, kernel.boundarySums(), unseen, backgroundSize, finite);
    const backgroundIntegral = rate.mu * backgroundSize;
    if ((rate.blindDays ?? 0) > 0) blind ??= blindTime(problem);
    const unseenByRate = (rate.blindDays ?? 0) > 0 ? blind?.(rate) : undefined;
    const sumLogIntensity = observed.sumLogIntensity + sumLogSeen + (unseenByRate?.sumLogSeen ?? 0);
    const gradient = Object.fromEntries(
      (Object.keys(observed.gradient) as (keyof RateGradient)[]).map((name) => [name, observed.gradient[name] - expected.gradient[name] + (unseenByRate?.gradient[name] ?? 0)]),
    ) as unknown as RateGradient;
    const integral = backgroundIntegral + expected.triggered - (unseenByRate?.missed ?? 0);
    return {
      logLikelihood: sumLogIntensity - integral,
      sumLogIntensity,
      integral,
      backgroundIntegral,
      triggeredIntegral: expected.triggered,
      gradient,
      intensities: observed.intensities,
    };
  }
}

/** Σ log λⱼ and its gradient: the sums over pairs, each divided by its target's intensity. */
function observedPart({ targets, background }: EtasProblem, rate: EtasRate, sums: Float64Array, finite: FiniteTerms | undefined) {
  const intensities = Float64Array.from(targets, (_, j) => rate.mu * background.atTargets[j] + sums[SUMS_PER_TARGET * j]);
  finite?.addIntensities(rate, intensities);
  const logs = new Float64Array(targets.length);
  const totals = new Float64Array(SUMS_PER_TARGET);
  let byMu = 0;
  for (let j = 0; j < targets.length; j++) {
    const intensity = intensities[j];
    logs[j] = Math.log(intensity);
    byMu += background.atTargets[j] / intensity;
    for (let k = 0; k < SUMS_PER_TARGET; k++) totals[k] += sums[SUMS_PER_TARGET * j + k] / intensity;
  }
  const [rateSum, magnitude, early, logTime, time, far, farMagnitude, logSpace] = totals;
  const { productivityPerDay, cDays, p, DKm, q, taperDays } = rate;
  const gradient: RateGradient = {
    mu: byMu,
    productivityPerDay: rateSum / productivityPerDay,
    alpha: magnitude,
    cDays: (p / cDays) * early,
    p: -logTime,
    DKm: (2 / DKm) * (q * far - rateSum),
    q: rateSum / (q - 1) - logSpace,
    gamma: 2 * (q * farMagnitude - magnitude),
    taperDays: time / taperDays / taperDays,
    blindDays: 0,
  };
  return { sumLogIntensity: sum(logs), intensities, gradient: finite === undefined ? gradient : addGradients(gradient, finite.logGradient(rate, intensities)) };
}

/** Expected number of triggered targets Σ A e^{α dm} Iᵢ Sᵢ, and the gradient of that and of the background's integral. */
function expectedPart(
  { sources, startDays, endDays, referenceMagnitude }: EtasProblem, rate: EtasRate,
  { sums, winding }: { readonly sums: Float64Array; readonly winding: Float64Array }, unseen: UnseenShare, backgroundSize: number, finite: FiniteTerms | undefined,
) {
  const { productivityPerDay, alpha, DKm, q } = rate;
  const inTime = temporalIntegrals(sources.tDays, startDays, endDays, rate);
  subtractUnseen(inTime, unseen, sources.tDays, rate);
  const counts = new Float64Array(sources.tDays.length);
  const gradient = { mu: backgroundSize, productivityPerDay: 0, alpha: 0, cDays: 0, p: 0, DKm: 0, q: 0, gamma: 0, taperDays: 0, blindDays: 0 };
  for (let i = 0; i < counts.length; i++) {
    const dm = sources.magnitude[i] - referenceMagnitude;
    const productivity = productivityPerDay * Math.exp(alpha * dm);
    const share = winding[i] - sums[3 * i];
    const inside = productivity * share;
    counts[i] = inside * inTime.integral[i];
    gradient.productivityPerDay += counts[i] / productivityPerDay;
    gradient.alpha += counts[i] * dm;
    gradient.cDays += inside * inTime.byC[i];
    gradient.p += inside * inTime.byP[i];
    gradient.taperDays += inside * inTime.byTaper[i];
    gradient.q += productivity * inTime.integral[i] * sums[3 * i + 1];
    const byLogScale = -2 * (q - 1) * productivity * inTime.integral[i] * sums[3 * i + 2];
    gradient.DKm += byLogScale / DKm;
    gradient.gamma += byLogScale * dm;
  }
  const triggered = sum(counts);
  if (finite === undefined) return { triggered, gradient, bySource: counts };
  const more = finite.expected(rate, { sums, winding });
  for (const { source, count } of more.bySource) counts[source]! += count;
  return { triggered: triggered + more.count, gradient: addGradients(gradient, more.gradient), bySource: counts };
}

function addGradients(a: RateGradient, b: RateGradient): RateGradient {
  return Object.fromEntries((Object.keys(a) as (keyof RateGradient)[]).map((name) => [name, a[name] + b[name]])) as unknown as RateGradient;
}
