import { z } from "zod";
import { InputError } from "../../seismicity/input-error.ts";
import type { ForecastRequest, JsonValue, TrainingView } from "../contract.ts";
import { readFittedParameters } from "../fitted-model.ts";
import { resolveMagnitudeLaw } from "../magnitude-distribution.ts";
import { type BackgroundFit, fitBackground } from "./background/fit-background.ts";
import type { EtasOptions } from "./options.ts";
import type { EtasParameters } from "./parameters.ts";
import { readStoredParameters, storedParametersSchema } from "./stored-parameters.ts";
import { referenceMagnitudeOf, trainingProblem, type TrainingProblem } from "./training-problem.ts";

/** What forecasting needs of a fitted model; the rest is there for the reader. */
export const fittedEtasSchema = z.object({
  regionId: z.string(),
  parameters: storedParametersSchema,
  /** Law of the estimates about the parameters in the coordinates named; null when the information has no inverse. */
  errors: z.object({ names: z.array(z.string()), values: z.array(z.number()), standardErrors: z.array(z.number()), correlation: z.array(z.array(z.number())) }).nullable(),
  density: z.array(z.number().nonnegative()),
});

export interface FittedEtas {
  readonly parameters: EtasParameters;
  readonly density: Float64Array;
  readonly errors: z.infer<typeof fittedEtasSchema>["errors"];
}

/**
 * Fits ETAS to what was known: parameters by direct maximum likelihood, background by stochastic declustering, magnitudes by their
 * own law. All parameters, their errors and correlations, the gates and the map are stored.
 *
 * @throws InputError when the fit does not converge, or there is too little to fit
 */
export function fitEtasModel(training: TrainingView, options: EtasOptions): JsonValue {
  const referenceMagnitude = referenceMagnitudeOf(training, options);
  const { maximumMagnitude } = options.magnitude;
  const { law, estimate } = resolveMagnitudeLaw({ law: "truncated", b: options.magnitude.b, maximumMagnitude }, { ...training, completenessMagnitude: referenceMagnitude });
  const beta = law.b * Math.LN10;
  const made = trainingProblem(training, options, beta);
  const targetCount = made.problem.targets.length;
  if (targetCount < options.minimumTargets) throw new InputError("too few events to fit ETAS to", { field: "minimumTargets", value: targetCount, expected: `at least ${options.minimumTargets} of magnitude ${referenceMagnitude} or more in the region after the auxiliary days; a lower minimumMagnitude, a longer history, or etas-regional with a prior` });
  const background = fitBackground(training, made, options.background, { magnitudes: { beta, maximumMagnitude }, taper: options.taper, blindTime: options.shortTermIncompleteness === "blind-time" });
  const { fit } = background.declustered;
  if (!fit.gates.converged) {
    throw new InputError("ETAS fit did not converge", { field: fit.state, value: { largestGradient: fit.largestGradient, atBound: fit.atBound }, expected: "a gradient near 0" });
  }
  return describe(training, made, background, { beta, maximumMagnitude, bEstimate: estimate === null ? null : { ...estimate } });
}

function describe(training: TrainingView, { problem, belowThreshold }: TrainingProblem, { declustered: { fit, background, backgroundProbability, rounds }, neighbours, declusteredShare, trials }: BackgroundFit, magnitudes: { readonly beta: number; readonly maximumMagnitude: number; readonly bEstimate: JsonValue }): JsonValue {
  const { rate, normalized, evaluation, errors } = fit;
  return {
    regionId: training.region.id,
    parameters: {
      muPerDay: rate.mu, K: normalized.K, alpha: rate.alpha, cDays: rate.cDays, p: rate.p, taperDays: finiteOrNull(rate.taperDays), DKm: rate.DKm, q: rate.q, gamma: rate.gamma,
      referenceMagnitude: problem.referenceMagnitude, beta: magnitudes.beta, maximumMagnitude: magnitudes.maximumMagnitude,
    },
    errors: errors === undefined ? null : {
      names: errors.estimates.map(({ name }) => name),
      values: errors.estimates.map(({ value }) => value),
      standardErrors: errors.estimates.map(({ standardError }) => standardError),
      intervals: errors.estimates.map(({ interval }) => [...interval]),
      correlation: errors.correlation.map((row) => Array.from(row)),
    },
    // Only there: what other fits store stays as it was.
    ...(rate.blindDays !== undefined && rate.blindDays > 0 ? { blindDays: rate.blindDays, unseen: evaluation.backgroundIntegral + evaluation.triggeredIntegral - evaluation.integral } : {}),
    bEstimate: magnitudes.bEstimate,
    branchingRatio: finiteOrNull(fit.branchingRatio),
    gates: { ...fit.gates },
    atBound: [...fit.atBound],
    logLikelihood: fit.logLikelihood,
    expected: { total: evaluation.integral, background: evaluation.backgroundIntegral, triggered: evaluation.triggeredIntegral },
    sources: problem.sources.tDays.length,
    targets: problem.targets.length,
    belowShortTermThreshold: belowThreshold,
    fittedDays: problem.endDays - problem.startDays,
    backgroundEvents: backgroundProbability.reduce((total, value) => total + value, 0),
    rounds,
    backgroundNeighbours: neighbours,
    declusteredShare,
    backgroundTrials: trials.map((trial) => ({ ...trial })),
    density: Array.from(background.shares),
  };
}

/** The fitted model of a request. @throws InputError when there is none or it belongs to another forecaster or region */
export function readFittedEtas(id: string, version: string, request: ForecastRequest): FittedEtas {
  return fittedEtas(readFittedParameters(fittedEtasSchema, id, version, request));
}

/** A stored fit with its numbers as forecasting takes them. */
export function fittedEtas({ parameters, density, errors }: z.infer<typeof fittedEtasSchema>): FittedEtas {
  return { parameters: readStoredParameters(parameters), density: Float64Array.from(density), errors };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
