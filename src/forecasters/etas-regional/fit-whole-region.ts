import { InputError } from "../../seismicity/input-error.ts";
import type { TrainingView } from "../contract.ts";
import { fitBackground } from "../etas/background/fit-background.ts";
import type { DeclusteredFit } from "../etas/background/stochastic-declustering.ts";
import type { MagnitudeLaw } from "../etas/fit/gates.ts";
import { referenceMagnitudeOf, trainingProblem, type TrainingProblem } from "../etas/training-problem.ts";
import { resolveMagnitudeLaw } from "../magnitude-distribution.ts";
import { wholeRegionOptions, type EtasRegionalOptions } from "./options.ts";

/** The fit to the whole region. */
export interface WholeFit {
  readonly declustered: DeclusteredFit;
  readonly magnitudes: MagnitudeLaw;
  readonly referenceMagnitude: number;
  readonly targets: TrainingProblem["targets"];
  readonly clouds: TrainingProblem["clouds"];
  /** Length of the time whose events are explained. */
  readonly windowDays: number;
}

/**
 * One ETAS for the region, as the forecaster `etas` fits it: parameters by direct maximum likelihood, background by stochastic
 * declustering. There is no least number of targets.
 *
 * @throws InputError when the fit does not converge, or there is too little to fit
 */
export function fitWholeRegion(training: TrainingView, options: EtasRegionalOptions): WholeFit {
  const wholeOptions = wholeRegionOptions(options);
  const referenceMagnitude = referenceMagnitudeOf(training, wholeOptions);
  const { maximumMagnitude, b } = options.magnitude;
  const { law } = resolveMagnitudeLaw({ law: "truncated", b, maximumMagnitude }, { ...training, completenessMagnitude: referenceMagnitude });
  const magnitudes = { beta: law.b * Math.LN10, maximumMagnitude };
  const made = trainingProblem(training, wholeOptions, magnitudes.beta);
  const { problem, targets, clouds } = made;
  const { declustered } = fitBackground(training, made, options.background, { magnitudes, taper: options.taper });
  const { fit } = declustered;
  if (!fit.gates.converged) {
    throw new InputError("ETAS fit to the whole region did not converge", { field: fit.state, value: { largestGradient: fit.largestGradient, atBound: fit.atBound }, expected: "a gradient near 0" });
  }
  return { declustered, magnitudes, referenceMagnitude, targets, clouds, windowDays: problem.endDays - problem.startDays };
}
