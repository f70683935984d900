import type { BfgsResult } from "../../../numerics/optimize/bfgs.ts";
import { createEtasLikelihood, type EtasEvaluation, type EtasLikelihood } from "../likelihood/log-likelihood.ts";
import { samplePairs } from "../likelihood/pair-sample.ts";
import type { EtasProblem } from "../likelihood/problem.ts";
import { toNormalized, type EtasRate, type NormalizedEtasRate } from "../likelihood/rate.ts";
import { branchingRatio } from "../parameters.ts";
import { coordinateGradient, type Coordinate } from "./coordinates.ts";
import type { EtasGates, MagnitudeLaw } from "./gates.ts";
import { searchMaximum, type Search, type SearchOptions } from "./search.ts";
import { observedInformation, parameterErrors, type ParameterErrors } from "./standard-errors.ts";
import { startingRate } from "./starting-values.ts";

export interface EtasFitOptions extends SearchOptions {
  readonly magnitudes: MagnitudeLaw;
  /** Where to start, for instance at yesterday's fit; several starts are all followed and the best kept. Default: common values. */
  readonly starts?: readonly EtasRate[];
}

export interface EtasFit {
  readonly rate: EtasRate;
  /** The same with K in all time; Infinity for p <= 1 without a taper. */
  readonly normalized: NormalizedEtasRate;
  /** At the estimate, over all pairs. */
  readonly evaluation: EtasEvaluation;
  readonly logLikelihood: number;
  readonly state: BfgsResult["state"];
  /** Largest |∂ log L/∂ coordinate| over the free parameters. */
  readonly largestGradient: number;
  /** Parameters that came to rest at a side of the searched box (`limitsOf`); held there, they have no error. */
  readonly atBound: readonly Coordinate[];
  /** Undefined when the observed information is not positive definite. */
  readonly errors: ParameterErrors | undefined;
  /** Mean number of direct aftershocks of an event, in all time. */
  readonly branchingRatio: number;
  readonly gates: EtasGates;
  readonly evaluations: { readonly allPairs: number; readonly sampledPairs: number };
}

/**
 * Direct maximum likelihood for the space–time ETAS model, with errors from the observed information. Problems of many pairs
 * are searched on a sample of them first; the last steps and so the estimate use all pairs.
 *
 * @throws InputError for a problem that does not hold together
 */
export function fitEtas(problem: EtasProblem, options: EtasFitOptions): EtasFit {
  return fitLikelihood(createEtasLikelihood(problem), options);
}

/** {@link fitEtas} of a likelihood that is there already. */
export function fitLikelihood(likelihood: EtasLikelihood, options: EtasFitOptions): EtasFit {
  const { problem } = likelihood;
  const starts = options.starts ?? [startingRate(likelihood, options.taper ? (problem.endDays - problem.startDays) / 3 : Infinity)];
  const searches = starts.map((start) => searchMaximum(likelihood, start, options));
  const best = searches.reduce((one, other) => (other.evaluation.logLikelihood > one.evaluation.logLikelihood ? other : one));
  return describe(likelihood, best, options);
}

function describe(likelihood: EtasLikelihood, { rate, evaluation, free, atBound, state, sampled, evaluations }: Search, options: EtasFitOptions): EtasFit {
  const { problem } = likelihood;
  const windowDays = problem.endDays - problem.startDays;
  const gradient = coordinateGradient(rate, evaluation, windowDays);
  // The list in use is that of the last start.
  if (sampled && (options.starts?.length ?? 1) > 1) likelihood.useList(samplePairs(likelihood, rate));
  const information = observedInformation(sampled ? likelihood.evaluateListed : likelihood.evaluate, rate, windowDays, free);
  evaluations[sampled ? "sampledPairs" : "allPairs"] += free.length + 1;
  const errors = parameterErrors(rate, windowDays, information, free);
  const normalized = toNormalized(rate);
  const { beta } = options.magnitudes;
  const ratio = branchingRatio({ ...normalized, ...options.magnitudes, referenceMagnitude: problem.referenceMagnitude, muPerDay: 0 });
  return {
    rate,
    normalized,
    evaluation,
    logLikelihood: evaluation.logLikelihood,
    state,
    largestGradient: Math.max(...free.map((k) => Math.abs(gradient[k]))),
    atBound,
    errors,
    branchingRatio: ratio,
    gates: {
      converged: state === "converged",
      informationPositiveDefinite: errors !== undefined,
      alphaBelowBeta: rate.alpha < beta,
      branchingBelowOne: ratio < 1,
      noParameterAtBound: atBound.length === 0,
    },
    evaluations,
  };
}

