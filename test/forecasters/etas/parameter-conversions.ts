import type { Days } from "../../../src/seismicity/time.ts";
import { type EtasParameters, temporalKernelOf } from "../../../src/forecasters/etas/parameters.ts";
import { temporalDensity, type TemporalKernel } from "../../../src/forecasters/etas/tapered-omori.ts";

/**
 * Parameters in the form of `lmizrahi/etas` (Mizrahi, Nandan & Wiemer 2021):
 * μ + Σ k0 e^{a Δm} e^{−t/τ} (t + c)^{−1−ω} (r² + d e^{γ Δm})^{−1−ρ}, logarithms to base 10, μ per day and km².
 */
export interface MizrahiParameters {
  readonly log10Mu: number;
  readonly log10K0: number;
  readonly a: number;
  readonly log10C: number;
  readonly omega: number;
  /** Infinity without a taper. */
  readonly log10Tau: number;
  readonly log10D: number;
  readonly gamma: number;
  readonly rho: number;
}

/** What other forms leave out. The reference magnitude of `lmizrahi/etas` is its `m_ref` less half a magnitude bin. */
export type MagnitudeRange = Pick<EtasParameters, "referenceMagnitude" | "beta" | "maximumMagnitude">;

/** @throws RangeError for omega <= 0 without a taper, when K is infinite */
export function fromMizrahi(theta: MizrahiParameters, areaKm2: number, range: MagnitudeRange): EtasParameters {
  const { a, omega, gamma, rho } = theta;
  const taperDays = power10(theta.log10Tau);
  const kernel = { cDays: power10(theta.log10C), p: 1 + omega, taperDays };
  const logSpace = Math.log(Math.PI / rho) - rho * Math.LN10 * theta.log10D;
  return {
    muPerDay: power10(theta.log10Mu) * areaKm2,
    K: normalisedProductivity(Math.exp(Math.LN10 * theta.log10K0 + logSpace), kernel),
    alpha: a - rho * gamma,
    cDays: kernel.cDays,
    p: kernel.p,
    ...(taperDays === Infinity ? {} : { taperDays }),
    DKm: power10(theta.log10D / 2),
    q: 1 + rho,
    gamma: gamma / 2,
    ...range,
  };
}

/** The inverse of {@link fromMizrahi}. */
export function toMizrahi(parameters: EtasParameters, areaKm2: number): MizrahiParameters {
  const kernel = temporalKernelOf(parameters);
  const rho = parameters.q - 1;
  const gamma = 2 * parameters.gamma;
  const log10D = 2 * Math.log10(parameters.DKm);
  return {
    log10Mu: Math.log10(parameters.muPerDay / areaKm2),
    log10K0: Math.log10(unnormalisedProductivity(parameters.K, kernel)) - Math.log10(Math.PI / rho) + rho * log10D,
    a: parameters.alpha + rho * gamma,
    log10C: Math.log10(parameters.cDays),
    omega: parameters.p - 1,
    log10Tau: Math.log10(kernel.taperDays),
    log10D,
    gamma,
    rho,
  };
}

/**
 * K from the productivity k of a law k (t + c)^{−p} e^{−t/τ} with t in days: K = k e^{c/τ} τ^{1−p} Γ(1 − p, c/τ), and
 * k c^{1−p}/(p − 1) without a taper. Reasenberg & Jones (1989) and the USGS aftershock code write k as 10^a, RECAST as k,
 * each with 10^{b Δm} for e^{α Δm}: α = b ln 10.
 *
 * @throws RangeError for p <= 1 without a taper
 */
export function normalisedProductivity(k: number, kernel: TemporalKernel): number {
  return (k / temporalDensity(0, kernel)) * Math.exp(-kernel.p * Math.log(kernel.cDays));
}

/** The inverse of {@link normalisedProductivity}. */
export function unnormalisedProductivity(K: number, kernel: TemporalKernel): number {
  return K * temporalDensity(0, kernel) * Math.exp(kernel.p * Math.log(kernel.cDays));
}

/** K from the amplitude of a law A (1 + t/c)^{−p}, as in PtProcess and ETAS.inlabru: A c/(p − 1). @throws RangeError for p <= 1 without a taper */
export function fromDimensionlessOmori(amplitudePerDay: number, kernel: TemporalKernel): number {
  return amplitudePerDay / temporalDensity(0, kernel);
}

/** The inverse of {@link fromDimensionlessOmori}. */
export function toDimensionlessOmori(K: number, kernel: TemporalKernel): number {
  return K * temporalDensity(0, kernel);
}

/** Parameters of CRAN `ETAS` (Zhuang, Ogata & Vere-Jones 2002): D a squared distance, γ that of the square. */
export interface CranParameters {
  /** Multiplies the package's background map u(x, y). */
  readonly mu: number;
  readonly A: number;
  readonly c: Days;
  readonly alpha: number;
  readonly p: number;
  readonly D: number;
  readonly q: number;
  readonly gamma: number;
}

/** Units of a CRAN `ETAS` fit. */
export interface CranUnits {
  /** Integral of the map u over the area: events per day at mu = 1. */
  readonly mapPerDay: number;
  /** 1 for `dist.unit = "km"`, 6371.3 π/180 for the package's default of degrees. */
  readonly kmPerUnit: number;
}

export function fromCran(theta: CranParameters, { mapPerDay, kmPerUnit }: CranUnits, range: MagnitudeRange): EtasParameters {
  const { A, c, alpha, p, q } = theta;
  return { muPerDay: theta.mu * mapPerDay, K: A, alpha, cDays: c, p, DKm: Math.sqrt(theta.D) * kmPerUnit, q, gamma: theta.gamma / 2, ...range };
}

/** The inverse of {@link fromCran}. The package knows no taper. @throws RangeError for parameters with one */
export function toCran(parameters: EtasParameters, { mapPerDay, kmPerUnit }: CranUnits): CranParameters {
  const { K, alpha, cDays, p, q, taperDays = Infinity } = parameters;
  if (taperDays !== Infinity) throw new RangeError(`CRAN ETAS has no taper, got taperDays ${taperDays}`);
  const D = parameters.DKm / kmPerUnit;
  return { mu: parameters.muPerDay / mapPerDay, A: K, c: cDays, alpha, p, D: D * D, q, gamma: 2 * parameters.gamma };
}

function power10(exponent: number): number {
  return Math.exp(Math.LN10 * exponent);
}
