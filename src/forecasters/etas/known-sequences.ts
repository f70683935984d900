import { InputError } from "../../seismicity/input-error.ts";
import type { TrainingView } from "../contract.ts";
import { createEtasLikelihood } from "./likelihood/log-likelihood.ts";
import { type EtasRate, fromNormalized } from "./likelihood/rate.ts";
import type { EtasOptions } from "./options.ts";
import type { EtasParameters } from "./parameters.ts";
import { productivityFactors } from "./sequence-productivity.ts";
import { trainingProblem } from "./training-problem.ts";

/** The process that the past is taken for: one ETAS, or several added, each of its own background and of the events that it owns. */
export interface KnownProcess {
  readonly parameters: readonly EtasParameters[];
  /** Parameters by which an event of the history triggers. */
  lawOf(event: number): number;
  /** Background per day in a cell. */
  backgroundPerDay(cell: number): number;
}

/**
 * Productivity factor of every event of a history, as known at its end ({@link productivityFactors}); undefined without a rule. What is
 * explained, and how, is as in the fit.
 *
 * @throws InputError as `trainingProblem` and `productivityFactors`, and for a blind time
 */
export function knownProductivity(training: TrainingView, options: EtasOptions, { parameters, lawOf, backgroundPerDay }: KnownProcess): Float64Array | undefined {
  const rule = options.sequenceProductivity;
  if (rule === null) return undefined;
  if (options.shortTermIncompleteness === "blind-time") throw new InputError("how many aftershocks of a sequence go unseen in a blind time is not known event by event", { field: "sequenceProductivity", expected: "none with shortTermIncompleteness blind-time" });
  const { problem, targets, events } = trainingProblem(training, options, parameters[0]!.beta);
  const backgroundAtTargets = Float64Array.from(targets.cells, (cell) => backgroundPerDay(cell) / training.region.areasKm2[cell]!);
  const likelihood = createEtasLikelihood({ ...problem, background: { atTargets: backgroundAtTargets, integral: problem.endDays - problem.startDays } });
  const ofSources = productivityFactors(likelihood, { rates: parameters.map(rateOf), lawOf: Int32Array.from(events, lawOf), backgroundAtTargets }, rule);
  const factors = new Float64Array(training.history.length).fill(1);
  events.forEach((event, source) => (factors[event] = ofSources[source]!));
  return factors;
}

/** Factors of those events of a history that a simulation has as sources. */
export function factorsOfSources(factors: Float64Array | undefined, isSource: (event: number) => boolean): { readonly productivityFactors?: Float64Array } {
  return factors === undefined ? {} : { productivityFactors: factors.filter((_, event) => isSource(event)) };
}

function rateOf({ muPerDay, K, alpha, cDays, p, taperDays = Infinity, DKm, q, gamma }: EtasParameters): EtasRate {
  return fromNormalized({ mu: muPerDay, K, alpha, cDays, p, taperDays, DKm, q, gamma });
}
