import type { EtasProblem } from "./problem.ts";
import type { EtasRate } from "./rate.ts";

/** Sums over the earlier sources of a target; `pair-kernel.asc` names them. */
export const SUMS_PER_TARGET = 8;

/**
 * What the compiled pair kernel computes, in plain JavaScript: the eight sums of every target over all earlier sources, in
 * rows. Agreement of the two to 1e-12 is tested.
 */
export function plainPairSums(problem: EtasProblem, rate: EtasRate): Float64Array {
  const { sources: { tDays, xKm, yKm, zKm, magnitude }, targets, sphereRadiusKm, referenceMagnitude } = problem;
  const { productivityPerDay, alpha, cDays, p, DKm, q, gamma, taperDays } = rate;
  const sums = new Float64Array(targets.length * SUMS_PER_TARGET);
  for (let k = 0; k < targets.length; k++) {
    const j = targets[k];
    for (let i = 0; i < j && tDays[i] < tDays[j]; i++) {
      const dm = magnitude[i] - referenceMagnitude;
      const t = tDays[j] - tDays[i];
      const dz = zKm === undefined ? 0 : zKm[j] - zKm[i];
      const chord2 = (xKm[j] - xKm[i]) * (xKm[j] - xKm[i]) + (yKm[j] - yKm[i]) * (yKm[j] - yKm[i]) + dz * dz;
      const arc = sphereRadiusKm === undefined ? 0 : 2 * sphereRadiusKm * Math.asin(Math.sqrt(chord2) / (2 * sphereRadiusKm));
      const r2 = sphereRadiusKm === undefined ? chord2 : arc * arc;
      const z = DKm * Math.exp(gamma * dm);
      const logTime = Math.log1p(t / cDays);
      const logSpace = Math.log1p(r2 / (z * z));
      const w = (productivityPerDay * Math.exp(alpha * dm - p * logTime - t / taperDays - q * logSpace) * (q - 1)) / (Math.PI * z * z);
      const b = r2 / (z * z + r2);
      const terms = [w, w * dm, (w * t) / (cDays + t), w * logTime, w * t, w * b, w * dm * b, w * logSpace];
      for (let s = 0; s < SUMS_PER_TARGET; s++) sums[k * SUMS_PER_TARGET + s] += terms[s];
    }
  }
  return sums;
}
