import { namedStream } from "../../../numerics/random/named-stream.ts";
import { sampleNormal } from "../../../numerics/random/samplers.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { Days } from "../../../seismicity/time.ts";
import { branchingRatio, checkEtasParameters, type EtasParameters } from "../parameters.ts";
import { choleskyFactor } from "./cholesky.ts";

/** One coordinate in which parameters are normally distributed: θ, ln θ, or ln(θ − 1) as for p without a taper and q. */
export interface ParameterCoordinate {
  readonly parameter: Exclude<keyof EtasParameters, "referenceMagnitude" | "maximumMagnitude">;
  readonly scale: "natural" | "log" | "log-above-one";
}

/** A multivariate normal law of parameters about a mean, as inverse observed information gives it. */
export interface ParameterLaw {
  readonly coordinates: readonly ParameterCoordinate[];
  /** Mean of each coordinate, on its scale. */
  readonly mean: Float64Array;
  /** Row-major, coordinates × coordinates, on their scales. */
  readonly covariance: Float64Array;
}

export interface ParameterDraw {
  readonly parameters: EtasParameters;
  /** Draws before this one that were outside the valid set. */
  readonly rejected: number;
}

/** More in a row, and the law has hardly any mass where a forecast exists. */
const MOST_REJECTED = 1000;

/**
 * A sampler of parameters: draw i comes from the stream named (…seedNames, "parameters", i). Draws that are no ETAS
 * parameters or whose branching ratio within `horizonDays` is not below 1 are thrown back, so that the law is conditioned on
 * the valid set; how many were is returned with each draw and belongs beside the forecast. What has no coordinate stays as
 * in `base`.
 *
 * @throws InputError for a covariance that is none or a mean of another length; while drawing, after 1000 rejections in a row
 */
export function parameterSampler(law: ParameterLaw, base: EtasParameters, horizonDays: Days, seedNames: readonly (string | number)[]): (index: number) => ParameterDraw {
  const { coordinates, mean, covariance } = law;
  const size = coordinates.length;
  if (mean.length !== size || new Set(coordinates.map(({ parameter }) => parameter)).size !== size) {
    throw new InputError("parameter law does not fit its coordinates", { field: "mean", value: mean.length, expected: `${size} values, one for each of as many different parameters` });
  }
  const factor = choleskyFactor(covariance, size);
  const normals = new Float64Array(size);
  return (index) => {
    const stream = namedStream(...seedNames, "parameters", index);
    for (let rejected = 0; rejected <= MOST_REJECTED; rejected++) {
      for (let k = 0; k < size; k++) normals[k] = sampleNormal(stream);
      const parameters = withCoordinates(base, coordinates, (row) => {
        let value = mean[row];
        for (let k = 0; k <= row; k++) value += factor[row * size + k] * normals[k];
        return value;
      });
      if (isValid(parameters, horizonDays)) return { parameters, rejected };
    }
    throw new InputError("parameter law has hardly any mass in the valid set", { field: `draw ${index}`, value: `${MOST_REJECTED} rejections`, expected: "parameters in range and a branching ratio below 1" });
  };
}

/** Coordinates of parameters: the mean of a law about an estimate. */
export function coordinatesOf(parameters: EtasParameters, coordinates: readonly ParameterCoordinate[]): Float64Array {
  return Float64Array.from(coordinates, ({ parameter, scale }) => {
    const value = parameters[parameter] ?? Infinity;
    return scale === "natural" ? value : Math.log(scale === "log" ? value : value - 1);
  });
}

function withCoordinates(base: EtasParameters, coordinates: readonly ParameterCoordinate[], valueOf: (row: number) => number): EtasParameters {
  const drawn = coordinates.map(({ parameter, scale }, row) => {
    const value = valueOf(row);
    return [parameter, scale === "natural" ? value : Math.exp(value) + (scale === "log" ? 0 : 1)] as const;
  });
  return { ...base, ...Object.fromEntries(drawn) };
}

function isValid(parameters: EtasParameters, horizonDays: Days): boolean {
  try {
    checkEtasParameters(parameters);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
  return branchingRatio(parameters, horizonDays) < 1;
}
