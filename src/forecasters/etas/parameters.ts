import { InputError } from "../../seismicity/input-error.ts";
import type { Days } from "../../seismicity/time.ts";
import { temporalMass, type TemporalKernel } from "./tapered-omori.ts";

/**
 * Parameters of the space–time ETAS model (Ogata 1998; Zhuang, Ogata & Vere-Jones 2002)
 *
 *     λ(t, x, y) = μ(x, y) + Σ_{tᵢ < t} K e^{α(mᵢ − M0)} g(t − tᵢ) f(rᵢ | mᵢ)
 *
 * with g and f normalised (`tapered-omori.ts`, `kernels.ts`), so that K e^{α(m − M0)} is the expected number of direct aftershocks of
 * magnitude >= M0 that an event of magnitude m has in all time. Logarithms are natural. With a taper g falls off as
 * (1 + t/c)^{−p} e^{−t/τ} (Mizrahi et al. 2021), again normalised.
 */
export interface EtasParameters {
  /** Background events of magnitude >= M0 per day in the whole area. */
  readonly muPerDay: number;
  readonly K: number;
  readonly alpha: number;
  readonly cDays: Days;
  /** Above 1; with a taper, above 0. */
  readonly p: number;
  /** τ of the exponential taper of aftershock times; absent or Infinity for none. */
  readonly taperDays?: Days;
  /** Scale of the spatial kernel at M0. */
  readonly DKm: number;
  readonly q: number;
  /** The kernel's scale grows as e^{γ(m − M0)}. */
  readonly gamma: number;
  /** M0: smallest magnitude that the model knows. */
  readonly referenceMagnitude: number;
  /** b ln 10. */
  readonly beta: number;
  /** Magnitudes follow Gutenberg–Richter truncated here; Infinity for no bound. */
  readonly maximumMagnitude: number;
}

const temporalKernels = new WeakMap<object, TemporalKernel>();

/** The law of aftershock times; one object for one object of parameters, since what is computed from it is remembered by identity. */
export function temporalKernelOf(parameters: Pick<EtasParameters, "cDays" | "p" | "taperDays">): TemporalKernel {
  const known = temporalKernels.get(parameters);
  if (known !== undefined) return known;
  const { cDays, p, taperDays = Infinity } = parameters;
  const kernel = { cDays, p, taperDays };
  temporalKernels.set(parameters, kernel);
  return kernel;
}

/** Expected direct aftershocks, in all time, of an event of the given magnitude. */
export function productivity({ K, alpha, referenceMagnitude }: EtasParameters, magnitude: number): number {
  return K * Math.exp(alpha * (magnitude - referenceMagnitude));
}

/**
 * Expected direct aftershocks of an event of random magnitude within `horizonDays`:
 * n = K G(h) β (1 − e^{−(β − α)L}) / ((β − α)(1 − e^{−βL})) with L = maximumMagnitude − M0, and K G(h) β L / (1 − e^{−βL})
 * at α = β. Infinity for α >= β without a maximum magnitude.
 */
export function branchingRatio(parameters: EtasParameters, horizonDays: Days = Infinity): number {
  const { K, alpha, beta } = parameters;
  const range = parameters.maximumMagnitude - parameters.referenceMagnitude;
  const excess = beta - alpha;
  const meanProductivity = (excess === 0 ? range : -Math.expm1(-excess * range) / excess) * (beta / -Math.expm1(-beta * range));
  return K * meanProductivity * (horizonDays === Infinity ? 1 : temporalMass(0, horizonDays, temporalKernelOf(parameters)));
}

/**
 * @throws InputError for a parameter outside its range; among them p <= 1 without a taper, for which the normalised Omori law does not exist
 */
export function checkEtasParameters(parameters: EtasParameters): void {
  const taperDays = parameters.taperDays ?? Infinity;
  const values = { ...parameters, taperDays };
  const bounds: readonly (readonly [keyof EtasParameters, (value: number) => boolean, string])[] = [
    ["muPerDay", (value) => value >= 0 && value < Infinity, "a finite number >= 0"],
    ["K", (value) => value >= 0 && value < Infinity, "a finite number >= 0"],
    ["alpha", (value) => value >= 0 && value < Infinity, "a finite number >= 0"],
    ["cDays", (value) => value > 0 && value < Infinity, "a finite number > 0"],
    ["taperDays", (value) => value > 0, "days > 0; none or Infinity for no taper"],
    taperDays === Infinity
      ? ["p", (value) => value > 1 && value < Infinity, "a finite number > 1: at p <= 1 aftershocks never end, unless taperDays is finite"]
      : ["p", (value) => value > 0 && value < Infinity, "a finite number > 0"],
    ["DKm", (value) => value > 0 && value < Infinity, "a finite number > 0"],
    ["q", (value) => value > 1 && value < Infinity, "a finite number > 1"],
    ["gamma", (value) => value >= 0 && value < Infinity, "a finite number >= 0"],
    ["referenceMagnitude", (value) => Number.isFinite(value), "a finite number"],
    ["beta", (value) => value > 0 && value < Infinity, "a finite number > 0"],
    ["maximumMagnitude", (value) => value > parameters.referenceMagnitude, `above the reference magnitude ${parameters.referenceMagnitude}`],
  ];
  for (const [name, inRange, expected] of bounds) {
    if (!inRange(values[name])) throw new InputError("ETAS parameter is out of range", { field: name, value: values[name], expected });
  }
}

/**
 * Refuses parameters under which sequences feed themselves without end within `horizonDays`. A branching ratio above 1
 * over all time can still serve a short horizon.
 *
 * @throws InputError unless the branching ratio within the horizon is below 1
 */
export function requireSubcritical(parameters: EtasParameters, horizonDays: Days = Infinity): void {
  const ratio = branchingRatio(parameters, horizonDays);
  if (!(ratio < 1)) {
    const period = horizonDays === Infinity ? "" : ` within ${horizonDays} days`;
    throw new InputError("ETAS parameters are supercritical", { field: `branching ratio${period}`, value: ratio, expected: "below 1; lower K, alpha or maximumMagnitude" });
  }
}

/**
 * The same seismicity described from another reference magnitude: with Δ = new − old, μ e^{−βΔ} and D e^{γΔ}; K and α stay,
 * since the offspring of events that become (in)visible are absorbed. Exact for the rate of background events and for the
 * spatial kernel; the branching ratio stays when α < β and the maximum magnitude is far off.
 */
export function withReferenceMagnitude(parameters: EtasParameters, referenceMagnitude: number): EtasParameters {
  const shift = referenceMagnitude - parameters.referenceMagnitude;
  return {
    ...parameters,
    referenceMagnitude,
    muPerDay: parameters.muPerDay * Math.exp(-parameters.beta * shift),
    DKm: parameters.DKm * Math.exp(parameters.gamma * shift),
  };
}
