import { InputError } from "../../../seismicity/input-error.ts";
import { backgroundProbabilities } from "../fit/background-probabilities.ts";
import { type EtasFit, type EtasFitOptions, fitLikelihood } from "../fit/fit-etas.ts";
import { searchMaximum } from "../fit/search.ts";
import { startingRate } from "../fit/starting-values.ts";
import { createEtasLikelihood, type EtasEvaluation } from "../likelihood/log-likelihood.ts";
import type { EtasBackground, EtasProblem } from "../likelihood/problem.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import type { BackgroundMap, BackgroundSmoother } from "./weighted-map.ts";

export interface DeclusteredFit {
  readonly fit: EtasFit;
  readonly background: BackgroundMap;
  /** Probability of each target to be background, in the order of targets. */
  readonly backgroundProbability: Float64Array;
  /** Rounds of fitting and smoothing. */
  readonly rounds: number;
}

/** The background has settled when a fit moves the probabilities by less than this on average. */
const SETTLED = 2e-4;
/** All targets are taken as this likely to be background at first. */
const FIRST_GUESS = 0.5;
/** Smoothings between two fits at most: parameters that are still rough need no background that is exact. */
const MOST_SMOOTHINGS = 25;
/** Largest slope at which a fit between the first and the last ends. */
const ROUGH = 0.5;
/** Fits between the first and the last go by a sample of the pairs above this many. */
const SAMPLED_PAIRS = 500_000;

/**
 * ETAS with the background that it itself leaves: in turn the parameters are fitted to a background, and the background is
 * smoothed from the targets by their probabilities μu/λ to belong to it until the two agree (Zhuang, Ogata & Vere-Jones
 * 2002). The last fit is exact; those before start where the one before them ended and are rough.
 *
 * @throws InputError when the background still moves after `maximumRounds`
 */
export function fitWithDeclustering(problem: Omit<EtasProblem, "background">, smoother: BackgroundSmoother, options: EtasFitOptions, maximumRounds: number): DeclusteredFit {
  const { targets, startDays, endDays } = problem;
  const backgroundOf = ({ atEvents }: BackgroundMap): EtasBackground => ({ atTargets: atEvents, integral: endDays - startDays });
  let probability: Float64Array = new Float64Array(targets.length).fill(FIRST_GUESS);
  let map = smoother.map(probability);
  const likelihood = createEtasLikelihood({ ...problem, background: backgroundOf(map) });
  let rate: EtasRate = options.starts?.[0] ?? startingRate(likelihood, options.taper ? (endDays - startDays) / 3 : Infinity);
  let moved = Infinity;
  for (let rounds = 1; rounds <= maximumRounds; rounds++) {
    const current = likelihood.withBackground(backgroundOf(map));
    if (moved < SETTLED) {
      const fit = fitLikelihood(current, { ...options, starts: [rate] });
      return { fit, background: map, backgroundProbability: backgroundProbabilities(map.atEvents, fit.rate, fit.evaluation), rounds };
    }
    const search = searchMaximum(current, rate, { ...options, gradientTolerance: ROUGH, sampleAbovePairs: SAMPLED_PAIRS });
    rate = search.rate;
    const next = backgroundProbabilities(map.atEvents, rate, search.evaluation);
    moved = meanChange(next, probability);
    ({ map, probability } = settleBackground(smoother, map, next, rate, search.evaluation));
  }
  throw new InputError("background still moves", { field: "background.maximumRounds", value: maximumRounds, expected: `a mean change of probabilities below ${SETTLED} (now ${moved})` });
}

/**
 * Smooths the background until it agrees with the probabilities that it gives, the triggered rates held: these come from a fit and
 * cost far more.
 */
function settleBackground(smoother: BackgroundSmoother, first: BackgroundMap, firstProbability: Float64Array, { mu }: EtasRate, { intensities }: EtasEvaluation): { map: BackgroundMap; probability: Float64Array } {
  const triggered = intensities.map((intensity, target) => Math.max(0, intensity - mu * first.atEvents[target]!));
  let probability = firstProbability;
  let map = first;
  for (let smoothing = 0; smoothing < MOST_SMOOTHINGS; smoothing++) {
    map = smoother.map(probability);
    const next = triggered.map((rest, target) => (mu * map.atEvents[target]!) / (mu * map.atEvents[target]! + rest));
    const moved = meanChange(next, probability);
    probability = next;
    if (moved < SETTLED / 10) break;
  }
  return { map, probability };
}

function meanChange(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, place) => total + Math.abs(value - b[place]!), 0) / a.length;
}
