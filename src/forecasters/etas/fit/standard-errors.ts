import { normalQuantile } from "../../../numerics/distributions/normal.ts";
import { dot, inversePositiveDefinite, times, type Matrix } from "../../../numerics/linear-algebra/symmetric.ts";
import type { EtasLikelihood } from "../likelihood/log-likelihood.ts";
import { toNormalized, type EtasRate } from "../likelihood/rate.ts";
import { temporalIntegral } from "../tapered-omori.ts";
import { COORDINATES, coordinateGradient, coordinatesOf, isLogarithmic, rateAt, type Coordinate } from "./coordinates.ts";

export interface ParameterEstimate {
  readonly name: Coordinate;
  readonly value: number;
  readonly standardError: number;
  /** 95 %; formed on the logarithm for positive parameters (of q − 1 for q), on the parameter itself for α, p and γ. */
  readonly interval: readonly [number, number];
}

export interface ParameterErrors {
  /** Of the free parameters. K counts aftershocks in all time, or, for p <= 1 without a taper, within the window's length. */
  readonly estimates: readonly ParameterEstimate[];
  /** Correlations between the estimates, in their order. */
  readonly correlation: Matrix;
}

/** Differences of the gradient over this step have a relative error near 1e-4. */
const STEP = 1e-4;
const NORMAL_QUANTILE_975 = normalQuantile(0.975);

/** Observed information −∂² log L in the free coordinates (indices into `COORDINATES`), by forward differences of the gradient, made symmetric. */
export function observedInformation(evaluate: EtasLikelihood["evaluate"], rate: EtasRate, windowDays: number, free: readonly number[]): Float64Array[] {
  const gradientAt = (moved: EtasRate): Float64Array => coordinateGradient(moved, evaluate(moved), windowDays);
  const here = coordinatesOf(rate, windowDays);
  const gradient = gradientAt(rate);
  const rows = free.map((k) => {
    const moved = here.slice();
    moved[k] += STEP;
    const movedGradient = gradientAt(rateAt(moved, windowDays));
    return Float64Array.from(free, (m) => (gradient[m] - movedGradient[m]) / STEP);
  });
  return rows.map((row, i) => row.map((value, j) => (value + rows[j][i]) / 2));
}

/** Errors by the delta method from the inverse of the information; undefined when that is not positive definite. */
export function parameterErrors(rate: EtasRate, windowDays: number, information: Matrix, free: readonly number[]): ParameterErrors | undefined {
  const covariance = inversePositiveDefinite(information);
  if (covariance === undefined) return undefined;
  const values = naturalValues(rate, windowDays);
  const jacobian = naturalJacobian(rate, windowDays, values);
  const rows = free.map((k) => Float64Array.from(free, (m) => jacobian[k][m]));
  const products = rows.map((row) => times(covariance, row));
  const errors = rows.map((row, n) => Math.sqrt(dot(row, products[n])));
  return {
    estimates: free.map((k, n) => ({ name: COORDINATES[k], value: values[k], standardError: errors[n], interval: interval(COORDINATES[k], values[k], errors[n]) })),
    correlation: rows.map((row, n) => Float64Array.from(free, (_, m) => dot(row, products[m]) / (errors[n] * errors[m]))),
  };
}

/** Parameters in the order of `COORDINATES`. */
function naturalValues(rate: EtasRate, windowDays: number): Float64Array {
  const { K } = toNormalized(rate);
  const finite = K < Infinity ? K : Math.exp(coordinatesOf(rate, windowDays)[1]);
  return Float64Array.of(rate.mu, finite, rate.alpha, rate.cDays, rate.p, rate.DKm, rate.q, rate.gamma, rate.taperDays, rate.blindDays ?? 0);
}

/** Derivatives of the parameters by the coordinates. */
function naturalJacobian(rate: EtasRate, windowDays: number, values: Float64Array): Float64Array[] {
  const jacobian = COORDINATES.map((name, k) => {
    const row = new Float64Array(COORDINATES.length);
    row[k] = !isLogarithmic(name) ? 1 : name === "q" ? values[k] - 1 : values[k];
    return row;
  });
  if (rate.taperDays === Infinity && rate.p <= 1) return jacobian;
  // ln K = coordinate + ln(total) − ln(within the window).
  const whole = temporalIntegral(0, Infinity, rate);
  const part = temporalIntegral(0, windowDays, rate);
  const change = (of: "byC" | "byP" | "byTaper"): number => whole[of] / whole.integral - part[of] / part.integral;
  const K = COORDINATES.indexOf("K");
  jacobian[K][COORDINATES.indexOf("cDays")] = values[K] * rate.cDays * change("byC");
  jacobian[K][COORDINATES.indexOf("p")] = values[K] * change("byP");
  if (rate.taperDays < Infinity) jacobian[K][COORDINATES.indexOf("taperDays")] = values[K] * rate.taperDays * change("byTaper");
  return jacobian;
}

function interval(name: Coordinate, value: number, standardError: number): readonly [number, number] {
  if (!isLogarithmic(name)) return [value - NORMAL_QUANTILE_975 * standardError, value + NORMAL_QUANTILE_975 * standardError];
  const floor = name === "q" ? 1 : 0;
  const factor = Math.exp((NORMAL_QUANTILE_975 * standardError) / (value - floor));
  return [floor + (value - floor) / factor, floor + (value - floor) * factor];
}
