import type { Days } from "../../../seismicity/time.ts";
import { addPanel, nextEdge, type TemporalKernel } from "../tapered-omori.ts";

/** ∫ (1 + t/c)^{−p} e^{−t/τ} dt over every source's share of the target window, with derivatives; arrays of one value a source. */
export interface TemporalIntegrals {
  readonly integral: Float64Array;
  readonly byC: Float64Array;
  readonly byP: Float64Array;
  readonly byTaper: Float64Array;
}

/**
 * The integrals from max(startDays − tᵢ, 0) to endDays − tᵢ for ascending times tᵢ. The integral from 0 is carried on from
 * one age to the next, so that each costs a panel or so. Absolute error: rounding of the largest.
 */
export function temporalIntegrals(tDays: Float64Array, startDays: Days, endDays: Days, kernel: TemporalKernel): TemporalIntegrals {
  const count = tDays.length;
  const integrals = { integral: new Float64Array(count), byC: new Float64Array(count), byP: new Float64Array(count), byTaper: new Float64Array(count) };
  accumulate(tDays, endDays, kernel, integrals, 1);
  accumulate(tDays, startDays, kernel, integrals, -1);
  return integrals;
}

/** Adds sign × the integral from 0 to the age at `until` of every source before it. */
function accumulate(tDays: Float64Array, until: Days, kernel: TemporalKernel, integrals: TemporalIntegrals, sign: 1 | -1): void {
  const sums = { integral: 0, byC: 0, byP: 0, byTaper: 0 };
  // Beyond this age what an exponential decay adds is lost in rounding.
  const last = 45 * kernel.taperDays;
  let age = 0;
  for (let i = tDays.length - 1; i >= 0; i--) {
    const next = Math.min(until - tDays[i], last);
    while (age < next) {
      const edge = Math.min(next, nextEdge(age, kernel));
      addPanel(sums, age, edge, kernel);
      age = edge;
    }
    if (until <= tDays[i]) continue;
    integrals.integral[i] += sign * sums.integral;
    integrals.byC[i] += sign * sums.byC;
    integrals.byP[i] += sign * sums.byP;
    integrals.byTaper[i] += sign * sums.byTaper;
  }
}
