import { InputError } from "../../seismicity/input-error.ts";
import type { FittedEtas } from "./fit-model.ts";
import type { EtasParameters } from "./parameters.ts";
import { coordinatesOf, type ParameterCoordinate, type ParameterLaw } from "./simulation/parameter-law.ts";

/** Names of a fit by those of the parameters. */
const COORDINATE_OF: Readonly<Record<string, ParameterCoordinate>> = {
  mu: { parameter: "muPerDay", scale: "log" }, K: { parameter: "K", scale: "log" }, alpha: { parameter: "alpha", scale: "natural" }, cDays: { parameter: "cDays", scale: "log" },
  p: { parameter: "p", scale: "natural" }, DKm: { parameter: "DKm", scale: "log" }, q: { parameter: "q", scale: "log-above-one" }, gamma: { parameter: "gamma", scale: "natural" }, taperDays: { parameter: "taperDays", scale: "log" },
};

/**
 * The law of parameters that a fit's errors and correlations describe: normal in the logarithms of positive ones. Parameters that
 * were held, at a bound or by choice, stay.
 *
 * @throws InputError when the fit has no errors, or some that do not fit each other
 */
export function parameterLawOf(parameters: EtasParameters, errors: FittedEtas["errors"]): ParameterLaw {
  if (errors === null) throw new InputError("the fitted model has no errors to draw parameters by", { field: "parameterUncertainty", expected: "a fit with positive definite information" });
  const { names, standardErrors, correlation } = errors;
  const coordinates = names.map((name) => {
    const coordinate = COORDINATE_OF[name];
    if (coordinate === undefined) throw new InputError("no such parameter", { field: "errors.names", value: name, expected: Object.keys(COORDINATE_OF).join(", ") });
    return coordinate;
  });
  if (standardErrors.length !== names.length || correlation.length !== names.length || correlation.some((row) => row.length !== names.length)) {
    throw new InputError("errors and correlations do not fit their names", { field: "errors", value: names.length, expected: "as many of each" });
  }
  // d ln θ = dθ/θ, d ln(θ − 1) = dθ/(θ − 1).
  const errorsOnScale = coordinates.map(({ parameter, scale }, k) => standardErrors[k]! / (scale === "natural" ? 1 : scale === "log" ? parameters[parameter]! : parameters[parameter]! - 1));
  return {
    coordinates,
    mean: coordinatesOf(parameters, coordinates),
    covariance: Float64Array.from(correlation.flatMap((row, i) => row.map((value, j) => value * errorsOnScale[i]! * errorsOnScale[j]!))),
  };
}
