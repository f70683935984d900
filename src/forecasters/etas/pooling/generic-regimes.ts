import type { Days } from "../../../seismicity/time.ts";
import { branchingRatio } from "../parameters.ts";
import { temporalIntegral } from "../tapered-omori.ts";
import { knownPrior, type Prior } from "./shrinkage.ts";

/** Generic ETAS of a tectonic regime: an event of magnitude m has direct aftershocks of at least M0 at rate 10^{a + m − M0} (t + c)^{−p} per day, b = 1. */
export interface GenericEtas {
  readonly a: number;
  /** Spread of a between sequences. */
  readonly sigma: number;
  /** log10 of c in days. */
  readonly log10C: number;
  readonly p: number;
  /** M0 of these values. */
  readonly referenceMagnitude: number;
  readonly maximumMagnitude: number;
}

export const GENERIC_REGIMES_CITATION =
  "opensha/opensha-oaf, the aftershock forecasting code of the U.S. Geological Survey: generic ETAS parameters of tectonic regimes (values by N. van der Elst, 2019). Regimes after García, D., Wald, D. J., & Hearne, M. G. (2012). A global earthquake discrimination scheme to optimize ground-motion prediction equation selection. Bulletin of the Seismological Society of America, 102(1), 185–203.";

/** By the names of the USGS code: active (ANSR), stable continental (SCR), stable oceanic (SOR), subduction (SZ). Six have p < 1. */
export const GENERIC_REGIMES = {
  "ANSR-ABSLDEC": generic(-2.2, 0.307, -2.231, 1.04, 9),
  "ANSR-ABSLOCB": generic(-2.52, 0.341, -1.006, 1.072, 9),
  "ANSR-ABSLSHC": generic(-2.652, 0.467, -3.3, 0.953, 9),
  "ANSR-DEEPCON": generic(-2.23, 0.319, -2.059, 1.078, 9),
  "ANSR-HOTSPOT": generic(-3.143, 0.572, -4.036, 1.108, 9),
  "ANSR-OCEANBD": generic(-2.959, 0.417, -2.569, 1.006, 9),
  "ANSR-SHALCON": generic(-2.463, 0.302, -2.762, 0.96, 9),
  "SCR-ABVSLAB": generic(-2.364, 0.71, -1.27, 1.042, 9),
  "SCR-GENERIC": generic(-2.364, 0.71, -1.27, 1.042, 9),
  "SOR-ABVSLAB": generic(-3.302, 0.337, -3.868, 1.136, 9),
  "SOR-GENERIC": generic(-3.302, 0.337, -3.868, 1.136, 9),
  "SZ-GENERIC": generic(-2.268, 0.292, -2.47, 0.981, 9.5),
  "SZ-INLBACK": generic(-2.47, 0.387, -3.434, 0.975, 9.5),
  "SZ-ONSHORE": generic(-2.282, 0.371, -2.73, 0.931, 9.5),
  "SZ-OUTERTR": generic(-2.298, 0.386, -2.624, 1.017, 9.5),
  "GLOBAL-AVERAGE": generic(-2.43, 0.395, -2.565, 0.966, 9.5),
  CALIFORNIA: { a: -2.35, sigma: 0.302, log10C: -1.7696, p: 1.01, referenceMagnitude: 2.5, maximumMagnitude: 9 },
} as const satisfies Record<string, GenericEtas>;

export type GenericRegime = keyof typeof GENERIC_REGIMES;
export const GENERIC_REGIME_NAMES = Object.keys(GENERIC_REGIMES) as [GenericRegime, ...GenericRegime[]];

/** The table has one covariance of the means of (p, log10 c) for all regimes, from 2,099 sequences: times their number, that between sequences. */
const SEQUENCES = 2099;
const SIGMA_P = Math.sqrt(7.67e-6 * SEQUENCES);
const SIGMA_LOG10_C = Math.sqrt(8.99e-4 * SEQUENCES);

/** Prior of ln b: b = 1, with the code's spread of 0.1. */
export const GENERIC_B_PRIOR: Prior = knownPrior(0, 0.01);

/** The model that takes the values over. */
export interface TargetModel {
  readonly alpha: number;
  readonly beta: number;
  readonly referenceMagnitude: number;
  readonly maximumMagnitude: number;
  /** Time over which aftershocks are counted. */
  readonly windowDays: Days;
}

/**
 * Priors of a regime in the coordinates in which ETAS is fitted: K, the logarithm of an M0's direct aftershocks within the window;
 * `cDays`, ln c; p. The regime's α = b = 1 is seldom that of the model, nor is its M0: productivity is taken over so that the mean
 * number of direct aftershocks of an event within the window, the branching ratio, is the regime's. The window makes it finite for
 * p <= 1.
 *
 * Spreads are those between sequences; tiles hold several, so their truths lie closer together, and shrinkage by these spreads is
 * rather too weak.
 */
export function genericPriors(regime: GenericRegime, model: TargetModel): { readonly K: Prior; readonly cDays: Prior; readonly p: Prior } {
  const { a, sigma, log10C, p, referenceMagnitude, maximumMagnitude } = GENERIC_REGIMES[regime];
  const cDays = Math.exp(Math.LN10 * log10C);
  // (t + c)^{−p} is c^{−p} (1 + t/c)^{−p}.
  const within = Math.exp(Math.LN10 * (a - p * log10C)) * temporalIntegral(0, model.windowDays, { cDays, p, taperDays: Infinity }).integral;
  const own = meanProductivity({ alpha: Math.LN10, beta: Math.LN10, referenceMagnitude, maximumMagnitude });
  return {
    K: knownPrior(Math.log((within * own) / meanProductivity(model)), square(Math.LN10 * sigma)),
    cDays: knownPrior(Math.LN10 * log10C, square(Math.LN10 * SIGMA_LOG10_C)),
    p: knownPrior(p, square(SIGMA_P)),
  };
}

/** Mean of e^{α(m − M0)} over magnitudes. */
function meanProductivity({ alpha, beta, referenceMagnitude, maximumMagnitude }: Omit<TargetModel, "windowDays">): number {
  return branchingRatio({ muPerDay: 0, K: 1, alpha, cDays: 1, p: 2, DKm: 1, q: 2, gamma: 0, referenceMagnitude, beta, maximumMagnitude });
}

function generic(a: number, sigma: number, log10C: number, p: number, maximumMagnitude: number): GenericEtas {
  return { a, sigma, log10C, p, referenceMagnitude: 4.5, maximumMagnitude };
}

function square(x: number): number {
  return x * x;
}
